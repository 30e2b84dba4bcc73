import { type Logger, pino } from 'pino';
import { nowDoing } from './doing.ts';

/** What every part writes to: one JSON line per fact, the call's id in the field `call`. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A log whose lines all bear these fields, such as `{ part: 'live' }`. */
  child(fields: Record<string, string>): Log;
}

/** Names under which a secret could reach a line, at the top and one level down. */
const SECRET_NAMES = [
  'password',
  'passwordHash',
  'sipPassword',
  'secret',
  'token',
  'key',
  'cookie',
  'authorization',
];

/**
 * JSON lines to `destination` (stdout unless told), secrets replaced, each with the ids of what was being done.
 * No worker thread: it works in a bundle.
 */
export function createLog(options: {
  level: string;
  destination?: { write(line: string): void };
}): Log {
  const lines = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => ({ ...nowDoing() }),
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `headers["${name}"]`]),
        censor: '[secret]',
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: false }),
  );
  return bearing({}, lines);
}

/** Each line with these fields; one that bears such a name itself, or comes of such an id, has it once. */
function bearing(own: Record<string, string>, lines: Logger): Log {
  return {
    debug: (fields, message) => lines.debug({ ...own, ...fields }, message),
    info: (fields, message) => lines.info({ ...own, ...fields }, message),
    warn: (fields, message) => lines.warn({ ...own, ...fields }, message),
    error: (fields, message) => lines.error({ ...own, ...fields }, message),
    child: (fields) => bearing({ ...own, ...fields }, lines),
  };
}

/** A log that keeps nothing, for tests. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
};
