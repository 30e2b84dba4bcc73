import type { Health } from './contract/index.ts';
import { type Clock, iso } from './kernel/clock.ts';
import { AppError, inWords } from './kernel/errors.ts';
import type { Log } from './kernel/log.ts';
import { readTls, stampOf, type TlsFiles, type TlsPair } from './kernel/tls.ts';

/** The certificate of this server, taken up anew when its files change. */
export interface Certificate {
  readonly pair: () => TlsPair;
  /** `use` is told of each new pair; lines that are open keep theirs. */
  follow(use: (pair: TlsPair) => void): void;
  /** Looks at the files at once. */
  reload(): void;
  stop(): void;
  health(): Health['parts'];
}

const LOOK_EVERY_MS = 10_000;
/** Who renews it by hand needs some days. */
const SOON_MS = 14 * 24 * 3_600_000;

/**
 * Reads the files, and looks for others every ten seconds. Where they cannot be used the pair of before goes on, and the log
 * and health say why. Throws as `readTls` at the start.
 */
export function createCertificate(parts: { files: TlsFiles; clock: Clock; log: Log }): Certificate {
  const { files, clock, log } = parts;
  let pair = readTls(files);
  let stamp = stampOf(files);
  let trouble: AppError | null = null;
  let since = clock.now();
  let use: (pair: TlsPair) => void = () => {};
  let cancel = clock.after(LOOK_EVERY_MS, look);

  function take(): void {
    const now = stampOf(files);
    try {
      pair = readTls(files);
      use(pair);
      log.info({ validTo: iso(pair.validTo) }, 'The certificate was read anew');
      trouble = null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      trouble = error;
      log.error({ error: error.message }, 'The new certificate cannot be used; the old one stays');
    }
    stamp = now;
    since = clock.now();
  }

  /** A pair is written file by file: what does not fit is looked at once more before anybody is alarmed. */
  function look(): void {
    if (stampOf(files) !== stamp) take();
    else if (trouble) take();
    cancel = clock.after(LOOK_EVERY_MS, look);
  }

  function problem() {
    if (trouble) return { code: trouble.code, values: trouble.values };
    const left = pair.validTo - clock.now();
    if (left > SOON_MS && pair.validFrom <= clock.now()) return null;
    return { code: 'tls-expires' as const, values: { until: iso(pair.validTo).slice(0, 10) } };
  }

  return {
    pair: () => pair,
    follow(told) {
      use = told;
    },
    reload: take,
    stop: () => cancel(),
    health() {
      const found = problem();
      const base = { part: 'tls', since: iso(since) };
      if (!found) return [{ ...base, ok: true, problem: null, detail: null, cure: null }];
      const [ru, en] = (['ru', 'en'] as const).map((language) =>
        inWords(found.code, language, found.values),
      );
      const say = (words = { sentence: '', cure: '' }) => `${words.sentence} ${words.cure}`;
      const reason = { ru: say(ru), en: say(en) };
      const told = { code: found.code, values: {}, reason };
      const ok = found.code === 'tls-expires' && pair.validTo > clock.now();
      return [{ ...base, ok, problem: told, detail: en?.sentence ?? '', cure: en?.cure ?? '' }];
    },
  };
}
