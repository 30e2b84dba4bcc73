import { openCdrSource } from '../cdr/open-source.ts';
import { placeOf } from '../cdr/database-trouble.ts';
import { CdrError } from '../cdr/source.ts';
import type { Diagnosis } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PbxConfig } from '../kernel/config-pbx.ts';
import type { Phrase } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { reasonOf } from '../kernel/system-error.ts';
import { diagnosis } from '../pbx/diagnosis.ts';
import type { ConnectorKind } from '../pbx/registry.ts';
import { lookAt } from '../recordings/folder-watch.ts';
import type { BrowserPhone } from '../users/browser-phones.ts';
import { examineBrowsers, NOT_SET } from './browsers.ts';
import { examineByHttp, RECORDINGS } from './recordings.ts';
import { type Asked, mayBeTold, untilTold } from './strangers.ts';

/** Examines a PBX connection as it is set up, check by check, until `signal` cancels it; changes nothing. */
export type Doctor = (pbx: PbxConfig, signal: AbortSignal) => AsyncGenerator<Diagnosis>;

const CDR = {
  name: 'cdr',
  tried: { ru: 'Записи о звонках (CDR)', en: 'Call detail records (CDR)' },
};

/** The doctor: first what the connector examines of the PBX, then what this server needs beside it. */
export function createDoctor(parts: {
  connectors: ReadonlyMap<string, ConnectorKind>;
  /** The browser phones of the users of a PBX. */
  browserPhones: (pbx: string) => Promise<readonly BrowserPhone[]>;
  /** F09 Asked over the network: what is no PBX, database or web server of one is not told apart. */
  discreet: boolean;
  clock: Clock;
  log: Log;
}): Doctor {
  const { connectors, clock, log, discreet } = parts;
  return async function* examineAll(pbx, signal) {
    const kind = connectors.get(pbx.connector);
    const phones = pbx.sip ? await parts.browserPhones(pbx.id) : null;
    const browserPhones = phones?.map(({ extension }) => extension) ?? null;
    const context = { clock, log: log.child({ pbx: pbx.id }), signal, discreet };
    const letIn = new Set<string>();
    if (kind?.examine) {
      for await (const one of kind.examine({ ...pbx, browserPhones }, context)) {
        if (one.check === 'login' && one.state === 'ok') letIn.add(String(pbx.settings['host']));
        yield one;
      }
    }
    const asked = { clock, signal, isOurs: (host: string) => !discreet || letIn.has(host) };
    if (signal.aborted) return;
    yield await recordings(pbx, asked);
    if (signal.aborted) return;
    yield await cdr(pbx, asked);
    if (signal.aborted) return;
    yield* examineBrowsers(pbx.sip, phones ?? [], asked);
  };
}

async function recordings(pbx: PbxConfig, asked: Asked): Promise<Diagnosis> {
  const { recordingsDir: dir, recordingsUrl } = pbx;
  if (recordingsUrl) return examineByHttp(recordingsUrl, asked);
  if (dir === null) return diagnosis(RECORDINGS, 'skipped', NOT_SET);
  const trouble = await lookAt(dir);
  if (!trouble)
    return diagnosis(RECORDINGS, 'ok', { ru: `${dir} читается.`, en: `${dir} can be read.` });
  return diagnosis(
    RECORDINGS,
    'failed',
    { ru: `${dir} не читается: ${trouble.ru}.`, en: `${dir} cannot be read: ${trouble.en}.` },
    {
      cure: {
        ru: 'Подключите каталог записей АТС к этому серверу и дайте право читать его.',
        en: 'Mount the recordings of the PBX on this server, readable for it.',
      },
    },
  );
}

async function cdr({ cdr: config }: PbxConfig, asked: Asked): Promise<Diagnosis> {
  if (!config) return diagnosis(CDR, 'skipped', NOT_SET);
  const began = asked.clock.monotonic();
  try {
    const oldest = await openCdrSource(config, asked.clock).oldest();
    const since = oldest === null ? null : new Date(oldest).toISOString().slice(0, 10);
    return diagnosis(CDR, 'ok', {
      ru: since === null ? 'Читаются; пока пусто.' : `Читаются, с ${since}.`,
      en: since === null ? 'Can be read; empty so far.' : `Can be read, since ${since}.`,
    });
  } catch (error) {
    const words = error instanceof CdrError ? error.words : reasonOf(error);
    const isStrange = error instanceof CdrError && error.isStrange;
    if (config.kind === 'file' || !isStrange) return diagnosis(CDR, 'failed', words);
    const place = { ...config, usual: [USUAL_PORT[config.kind]] };
    if (mayBeTold(place, asked)) return diagnosis(CDR, 'failed', words);
    await untilTold(began, asked);
    return diagnosis(CDR, 'failed', noDatabase(placeOf(config)));
  }
}

const USUAL_PORT = { postgres: 5432, mysql: 3306 };

const noDatabase = (place: string): Phrase => ({
  ru: `${place}: сервер баз данных там не отвечает. Проверьте адрес и порт, слушает ли он этот адрес и не мешает ли брандмауэр; подробнее скажет «npm run doctor» на этом сервере.`,
  en: `${place}: no database server answers there. Check address and port, whether it listens at this address, and the firewall; "npm run doctor" on this server tells more.`,
});
