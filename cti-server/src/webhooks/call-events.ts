import type { Entry } from '../call-log/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import type { TakenCall, WebhookStore } from './stored.ts';

/** Takes what the call log tells of calls as events for receivers. */
export interface CallEvents {
  /** There may be news. */
  look(): void;
  stop(): void;
}

/** What comes within this time is written at once, with one fsync. */
const GATHER_MS = 50;
/** Entries in one step. */
const STEP = 200;
/** After a write that failed. */
const AGAIN_MS = 2_000;

/**
 * Reads the log by its numbers from where it stood last, also before a crash: what is in the log is taken, however
 * long ago it was written. `taken` is told after each step that is on the disk.
 */
export function createCallEvents(parts: {
  log: { since(n: number, limit: number): Entry[]; lastN(): number };
  store: Pick<WebhookStore, 'list' | 'place' | 'take'>;
  taken: () => void;
  clock: Clock;
  logger: Log;
}): CallEvents {
  const { log, store, taken, clock, logger } = parts;
  // what was logged before somebody was to be told of it is left out when it is taken (`enabledAt`)
  let place = store.place() ?? 0;
  let running = false;
  let over = false;
  let cancel: (() => void) | null = null;

  function look(after = GATHER_MS): void {
    if (cancel || over) return;
    cancel = clock.after(after, () => {
      cancel = null;
      void run();
    });
  }

  /** Whether there is more. */
  async function step(): Promise<boolean> {
    if (!store.list().some(({ enabled }) => enabled)) {
      // nobody is to be told of it, later either: no write for each call
      place = log.lastN();
      return false;
    }
    const entries = log.since(place, STEP);
    const last = entries.at(-1);
    if (!last) return false;
    await store.take({ calls: entries.flatMap(callIn), upTo: last.n, now: clock.now() });
    place = last.n;
    taken();
    return entries.length === STEP;
  }

  async function run(): Promise<void> {
    if (running) return look();
    running = true;
    try {
      while (!over && (await step())) await nextTurn();
    } catch (error) {
      logger.error({ error: String(error) }, 'Events for webhooks were not taken; trying again');
      look(AGAIN_MS);
    } finally {
      running = false;
    }
  }

  return {
    look: () => look(),
    stop() {
      over = true;
      cancel?.();
    },
  };
}

/** What an entry says happened to a call, up to then; what was told before is left out when it is written. */
function callIn(entry: Entry): TakenCall[] {
  if (entry.kind !== 'call') return [];
  const { id, startedAt, answeredAt, endedAt } = entry.record;
  return [
    {
      entry: entry.n,
      callId: id,
      happened: {
        'call.started': Date.parse(startedAt),
        ...(answeredAt === null ? {} : { 'call.answered': Date.parse(answeredAt) }),
        ...(endedAt === null ? {} : { 'call.ended': Date.parse(endedAt) }),
      },
    },
  ];
}
