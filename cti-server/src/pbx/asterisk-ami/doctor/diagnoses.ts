import type { Diagnosis } from '../../../contract/index.ts';
import type { Phrase } from '../../../kernel/errors.ts';
import { type Cure, diagnosis as made } from '../../diagnosis.ts';
import type { AsteriskSettings } from '../settings.ts';
import { leastRights } from '../least-rights.ts';
import { ADDRESS } from './address.ts';
import { QUEUES } from './queues.ts';
import type { Rights } from './rights.ts';

/** What each check tries. */
const TRIED = {
  address: ADDRESS,
  login: { ru: 'Вход в AMI', en: 'Login to the AMI' },
  version: { ru: 'Версия Asterisk', en: 'Version of Asterisk' },
  rights: { ru: 'Права пользователя AMI', en: 'Rights of the AMI user' },
  context: { ru: 'Контекст для звонка щелчком', en: 'Context for click-to-call' },
  events: {
    ru: 'События: пробный вызов, который тут же кончается',
    en: 'Events: a test call that ends at once',
  },
  time: { ru: 'Часы и часовой пояс АТС', en: 'Clock and time zone of the PBX' },
  phones: { ru: 'Внутренние номера', en: 'Extensions' },
  queues: QUEUES,
  endpoint: { ru: 'Endpoint для браузера загружен', en: 'Endpoint for the browser is loaded' },
} as const satisfies Record<string, Phrase>;

/** The checks of a connection to Asterisk, by name. */
export type CheckName = keyof typeof TRIED;

const MANAGER = 'manager.conf';
/** Older ones were never tried with the product, and get no security fixes. */
const OLDEST_MAJOR = 16;
const CLOCK_OFF_MS = 2_000;

function diagnosis(
  check: CheckName,
  state: Diagnosis['state'],
  found: Phrase,
  more: Cure = {},
): Diagnosis {
  return made({ name: check, tried: TRIED[check] }, state, found, more);
}

/** The same words in each language: names and numbers. */
const same = (text: string): Phrase => ({ ru: text, en: text });

export const skipped = (check: CheckName): Diagnosis =>
  diagnosis(check, 'skipped', {
    ru: 'Не проверено: сначала исправьте то, что выше.',
    en: 'Not tried: put right what stands above first.',
  });

/** `problem` as the `AmiLinkError` names it; `trouble`: cause and cure in one. */
export function noLine(
  check: 'address' | 'login',
  { problem, trouble }: { problem: string; trouble: Phrase },
  { user, port }: AsteriskSettings,
): Diagnosis {
  const lines = {
    'pbx-not-listening': ['[general]', 'enabled = yes', `port = ${port}`],
    'pbx-no-ami': ['[general]', 'enabled = yes', 'bindaddr = 0.0.0.0', `port = ${port}`],
    'pbx-login-refused': [`[${user}]`, 'secret = …', 'permit = …/255.255.255.255'],
    'pbx-login-closed': [`[${user}]`, 'permit = …/255.255.255.255'],
  }[problem];
  return diagnosis(check, 'failed', trouble, lines ? { file: MANAGER, lines } : {});
}

export const loggedIn = ({ user }: AsteriskSettings): Diagnosis =>
  diagnosis('login', 'ok', {
    ru: `Пользователь ${user} принят.`,
    en: `The user ${user} is let in.`,
  });

/** An action that the PBX did not answer, or refused. */
export function notAnswered(check: CheckName, error: unknown): Diagnosis {
  const reason = error instanceof Error ? error.message : String(error);
  return diagnosis(check, 'failed', {
    ru: `АТС на это не ответила: ${reason}`,
    en: `The PBX did not answer this: ${reason}`,
  });
}

/**
 * The first releases of each branch without CVE-2023-49786: before, anybody who reaches the ports of the sound keeps phones in
 * browsers from being called.
 */
const DTLS_MENDED: Readonly<Record<number, readonly [minor: number, patch: number]>> = {
  18: [20, 1],
  20: [5, 1],
  21: [0, 1],
};

/** Of a release as it is; what a distribution or a certified branch has mended its number does not tell. */
function hasDtlsHole(text: string): boolean {
  const [, major, minor = 0, patch = 0] = (/^(\d+)\.(\d+)\.(\d+)$/.exec(text) ?? []).map(Number);
  const mended = major === undefined ? undefined : DTLS_MENDED[major];
  return mended !== undefined && (minor < mended[0] || (minor === mended[0] && patch < mended[1]));
}

/** `text` as `CoreSettings` tells it. */
export function version(text: string): Diagnosis {
  const major = Number(/\d+/.exec(text)?.[0]);
  if (hasDtlsHole(text)) {
    const mended = [major, ...(DTLS_MENDED[major] ?? [])].join('.');
    return diagnosis('version', 'warning', same(text), {
      cure: {
        ru: `В этой версии известная уязвимость (CVE-2023-49786): посторонний может мешать звонкам в браузер. Обновите до ${mended} или новее.`,
        en: `This version has a known hole (CVE-2023-49786): strangers can disturb calls to browsers. Upgrade to ${mended} or later.`,
      },
    });
  }
  if (!(major < OLDEST_MAJOR)) return diagnosis('version', 'ok', same(text));
  return diagnosis('version', 'warning', same(text), {
    cure: {
      ru: `Перезвон проверен с Asterisk от ${OLDEST_MAJOR} до 22. Обновите АТС.`,
      en: `Perezvon is tried with Asterisk ${OLDEST_MAJOR} to 22. Upgrade the PBX.`,
    },
  });
}

/** `permit`: this server as the PBX sees it. */
export function rights(
  { missing, risky }: Rights,
  { user }: AsteriskSettings,
  permit: string,
): Diagnosis {
  const change = { file: MANAGER, lines: leastRights(user, '…', permit) };
  if (missing.length > 0) {
    const names = missing.join(', ');
    return diagnosis(
      'rights',
      'failed',
      { ru: `В write нет: ${names}.`, en: `Missing in write: ${names}.` },
      {
        ...change,
        cure: {
          ru: 'Добавьте недостающее в write этого пользователя; затем manager reload.',
          en: 'Add what is missing to write of this user; then "manager reload".',
        },
      },
    );
  }
  if (risky.length === 0) {
    return diagnosis('rights', 'ok', {
      ru: 'Всё нужное есть, опасного нет.',
      en: 'All that is needed is there, and nothing dangerous.',
    });
  }
  const names = risky.join(', ');
  return diagnosis(
    'rights',
    'warning',
    {
      ru: `Лишнее в write: ${names}. Кто узнает секрет, сможет управлять самой АТС.`,
      en: `Too many in write: ${names}. Whoever learns the secret can control the PBX itself.`,
    },
    {
      ...change,
      cure: {
        ru: 'Оставьте только эти права; затем manager reload.',
        en: 'Leave these rights only; then "manager reload".',
      },
    },
  );
}

export const contextThere = (name: string): Diagnosis =>
  diagnosis('context', 'ok', { ru: `Контекст ${name} есть.`, en: `The context ${name} is there.` });

export const contextMissing = (name: string, reason: string): Diagnosis =>
  diagnosis(
    'context',
    'failed',
    {
      ru: `Контекста ${name} в плане набора нет (${reason}): звонок щелчком не пройдёт.`,
      en: `The dialplan has no context ${name} (${reason}): click-to-call will fail.`,
    },
    {
      cure: {
        ru: 'Создайте его (в него включаются те, куда операторам можно звонить) или назовите другой в настройках этой АТС; затем dialplan reload.',
        en: 'Make it (it includes those to which operators may call), or name another in the settings of this PBX; then "dialplan reload".',
      },
      file: 'extensions.conf',
      lines: [`[${name}]`, 'include => …'],
    },
  );

export const noTestCall = (reason: string): Diagnosis =>
  diagnosis(
    'events',
    'failed',
    {
      ru: `Пробный вызов не разрешён: ${reason}`,
      en: `The test call was refused: ${reason}`,
    },
    {
      cure: {
        ru: 'Добавьте originate в write пользователя AMI.',
        en: 'Add originate to write of the AMI user.',
      },
      file: MANAGER,
      lines: ['write = call,originate,reporting,agent'],
    },
  );

/** `silent`: classes of which nothing came. */
export function events(silent: readonly string[], user: string): Diagnosis {
  if (silent.length === 0) {
    return diagnosis('events', 'ok', {
      ru: 'События приходят: system, call, dialplan.',
      en: 'Events arrive: system, call, dialplan.',
    });
  }
  const names = silent.join(', ');
  return diagnosis(
    'events',
    'failed',
    {
      ru: `Нет событий класса ${names}: часть звонков или их подробностей потеряется.`,
      en: `No events of the class ${names}: calls, or what is to be known of them, will be lost.`,
    },
    {
      cure: {
        ru: 'Добавьте это в read пользователя AMI и уберите eventfilter, если он есть; затем manager reload.',
        en: 'Add it to read of the AMI user, and take eventfilter out if there is one; then "manager reload".',
      },
      file: MANAGER,
      lines: [`[${user}]`, 'read = system,call,agent,dialplan'],
    },
  );
}

/** `aheadMs` null: events bear no time; `zoneHours` null: not known. */
export function time({
  aheadMs,
  zoneHours,
}: {
  aheadMs: number | null;
  zoneHours: number | null;
}): Diagnosis {
  if (aheadMs === null) {
    return diagnosis(
      'time',
      'warning',
      {
        ru: 'События приходят без времени: если связь запаздывает, длительности будут неточны.',
        en: 'Events bear no time: where the link lags, durations are inexact.',
      },
      {
        cure: {
          ru: 'Включите timestampevents; затем manager reload.',
          en: 'Switch timestampevents on; then "manager reload".',
        },
        file: MANAGER,
        lines: ['[general]', 'timestampevents = yes'],
      },
    );
  }
  if (Math.abs(aheadMs) > CLOCK_OFF_MS) {
    const seconds = (aheadMs / 1_000).toFixed(1);
    return diagnosis(
      'time',
      'warning',
      {
        ru: `Часы АТС идут не так, как на этом сервере: разница ${seconds} с.`,
        en: `The clock of the PBX is ${seconds} s off the clock of this server.`,
      },
      {
        cure: {
          ru: 'Включите на обеих машинах синхронизацию времени (NTP).',
          en: 'Let both machines keep their time by NTP.',
        },
      },
    );
  }
  if (zoneHours !== null && zoneHours !== 0) {
    return diagnosis(
      'time',
      'warning',
      {
        ru: `Часовой пояс АТС не тот, что у этого сервера: разница ${zoneHours} ч. Записи CDR по местному времени прочтутся неверно.`,
        en: `The PBX is in another time zone than this server: ${zoneHours} h. Call detail records in local time are misread.`,
      },
      {
        cure: {
          ru: 'Дайте обеим машинам один пояс или пишите CDR по UTC (usegmtime = yes).',
          en: 'Give both machines one time zone, or write call detail records in UTC (usegmtime = yes).',
        },
        file: 'cdr.conf',
        lines: ['[csv]', 'usegmtime = yes'],
      },
    );
  }
  return diagnosis('time', 'ok', {
    ru: `Часы сходятся до ${Math.abs(aheadMs).toFixed(0)} мс, пояс один.`,
    en: `The clocks agree within ${Math.abs(aheadMs).toFixed(0)} ms, in one time zone.`,
  });
}

/** `pattern`: what the settings call an extension. */
export function phones(
  { known, all }: { known: readonly string[]; all: readonly string[] },
  pattern: string,
): Diagnosis {
  const shown = firstOf(known);
  const rest = known.length > MOST_SHOWN ? '…' : '.';
  if (known.length > 0) {
    return diagnosis('phones', 'ok', {
      ru: `Найдено: ${known.length}: ${shown}${rest}`,
      en: `Found: ${known.length}: ${shown}${rest}`,
    });
  }
  const some = firstOf(all) || '—';
  return diagnosis(
    'phones',
    'warning',
    {
      ru: `Ни одно имя не подходит под «${pattern}». На АТС есть: ${some}.`,
      en: `No name matches "${pattern}". The PBX has: ${some}.`,
    },
    {
      cure: {
        ru: 'Исправьте «Внутренние номера» или драйвер каналов в настройках этой АТС.',
        en: 'Correct "Extensions" or the channel driver in the settings of this PBX.',
      },
    },
  );
}

const MOST_SHOWN = 20;

/** In the order of their numbers. */
function firstOf(names: readonly string[]): string {
  const sorted = names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return sorted.slice(0, MOST_SHOWN).join(', ');
}
