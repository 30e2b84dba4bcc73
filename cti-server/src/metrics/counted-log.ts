import type { Log } from '../kernel/log.ts';

/** How many lines of each level were written, whether the level is shown or not. */
export type LineCounts = Readonly<Record<'warn' | 'error', number>>;

/** The same log, and what it was told of troubles, its children's included. */
export function countedLog(log: Log): { log: Log; lines: LineCounts } {
  const lines = { warn: 0, error: 0 };
  const counting = (inner: Log): Log => ({
    debug: (fields, message) => inner.debug(fields, message),
    info: (fields, message) => inner.info(fields, message),
    warn(fields, message) {
      lines.warn += 1;
      inner.warn(fields, message);
    },
    error(fields, message) {
      lines.error += 1;
      inner.error(fields, message);
    },
    child: (fields) => counting(inner.child(fields)),
  });
  return { log: counting(log), lines };
}
