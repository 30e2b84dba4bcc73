import { StorageError } from '@perezvon/crm-core';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';

/** Whether the log can be written, since when, and what to do when not. */
export interface CallLogStatus {
  readonly ok: boolean;
  /** ms epoch. */
  readonly since: number;
  /** Drafts that wait. */
  readonly waiting: number;
  readonly error: StorageError | null;
}

/** What stands in the way of writing, and for how long. */
export interface WriteTrouble {
  /** It may pass: locked, full, not writable. */
  passing(error: StorageError): void;
  /** It can't: nothing may be written with this handle again. */
  lasting(error: StorageError): void;
  /** Something was written. */
  over(): void;
  /** The problem, once it has lasted 2 s; null before. */
  degraded(): StorageError | null;
  lasts(): StorageError | null;
  /** `waiting`: drafts that wait. */
  status(waiting: number): CallLogStatus;
}

/** From then on the log counts as not working. */
const DEGRADED_AFTER_MS = 2_000;

/** No trouble yet. */
export function createWriteTrouble({ clock, log }: { clock: Clock; log: Log }): WriteTrouble {
  let okSince = clock.now();
  let now: { error: StorageError; since: number; warned: boolean } | null = null;
  let fatal: StorageError | null = null;

  const degraded = () => (now && clock.now() - now.since >= DEGRADED_AFTER_MS ? now : null);

  return {
    passing(error) {
      now = { since: clock.now(), warned: false, ...now, error };
      if (now.warned || !degraded()) return;
      now.warned = true;
      log.warn({ problem: error.code }, `The call log waits: ${error.message}`);
    },
    lasting(error) {
      fatal = error;
      okSince = clock.now();
    },
    over() {
      if (!now) return;
      okSince = clock.now();
      log.info({ waitedMs: okSince - now.since }, 'The call log can be written again');
      now = null;
    },
    degraded: () => degraded()?.error ?? null,
    lasts: () => fatal,
    status(waiting) {
      const bad = fatal ? { error: fatal, since: okSince } : degraded();
      if (!bad) return { ok: true, since: okSince, waiting, error: null };
      return { ok: false, since: bad.since, waiting, error: bad.error };
    },
  };
}

/**
 * What a failed try means. `lasting`: a failed fsync (what is on the disk is unknown then, and a second
 * fsync may lie: sqlite.org/rescode.html#ioerr_fsync) or a damaged file. `refused`: the database takes
 * this very draft for wrong.
 */
export function kindOfFailure(
  error: unknown,
): { kind: 'lasting' | 'passing'; error: StorageError } | { kind: 'refused' } {
  if (!(error instanceof StorageError)) return { kind: 'refused' };
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const lasting = /^SQLITE_IOERR_(DIR_)?FSYNC|^SQLITE_(CORRUPT|NOTADB)/.test(code);
  return { kind: lasting ? 'lasting' : 'passing', error };
}
