import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Capture, Pop } from './capture.ts';
import { type CaptureStore, packCapture } from './store.ts';

/** Gathers what the PBX says of each call, and stores it when the call is over. */
export interface CaptureKeeper {
  /** `text` was said of these calls; null: of none. `at`: ms epoch. */
  heard(callIds: Iterable<string | null>, at: number, text: string): void;
  popped(callId: string, pop: Pop): void;
  /** Calls that turned out to be parts of `into`. */
  merged(into: string, gone: readonly string[]): void;
  /** The call is over; what comes within the next seconds still belongs to it. */
  ended(callId: string): void;
  /** Of a call that goes on, or is over and kept; null when there is none. */
  get(callId: string): Promise<Capture | null>;
  /** Stores what is gathered and stops. */
  close(): Promise<void>;
}

/** A day-long call with music says little; this is some 400 kB. */
const MOST_MESSAGES = 600;
/** Calls that go on at a time beyond this keep nothing: memory is bounded. */
const MOST_CALLS = 2_000;
const BEHIND_MS = 2_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AT_A_TIME = 500;

interface Gathered {
  messages: { at: number; text: string }[];
  cut: boolean;
  readonly pops: Pop[];
  isEnding: boolean;
}

/** `days`: how long captures are kept; 0 keeps none. */
export function createCaptureKeeper(options: {
  store: CaptureStore;
  days: number;
  clock: Clock;
  log: Log;
}): CaptureKeeper {
  const { store, days, clock, log } = options;
  const gathered = new Map<string, Gathered>();
  const storing = new Set<Promise<void>>();
  let over = false;
  let cancel = clock.after(HOUR_MS, () => void prune());

  function of(callId: string): Gathered | null {
    const known = gathered.get(callId);
    if (known || days === 0 || gathered.size >= MOST_CALLS) return known ?? null;
    const one = { messages: [], cut: false, pops: [], isEnding: false };
    gathered.set(callId, one);
    return one;
  }

  function put(callId: string): void {
    const one = gathered.get(callId);
    if (!one) return;
    const { messages, cut, pops } = one;
    const task = packCapture({ messages, cut, pops })
      .then((body) => store.save(callId, clock.now(), body))
      .catch((error: unknown) =>
        log.warn({ call: callId, error: String(error) }, 'The events of a call could not be kept'),
      )
      .finally(() => {
        storing.delete(task);
        gathered.delete(callId);
      });
    storing.add(task);
  }

  async function prune(): Promise<void> {
    try {
      while ((await store.prune(clock.now() - days * DAY_MS, AT_A_TIME)) === AT_A_TIME) continue;
    } catch (error) {
      log.debug(
        { error: String(error) },
        'Old events of calls were not removed; trying again later',
      );
    }
    if (!over) cancel = clock.after(HOUR_MS, () => void prune());
  }

  return {
    heard(callIds, at, text) {
      for (const callId of callIds) {
        const one = callId === null ? null : of(callId);
        if (!one || one.messages.at(-1)?.text === text) continue;
        one.messages.push({ at, text });
        if (one.messages.length > MOST_MESSAGES) {
          one.messages = one.messages.slice(MOST_MESSAGES / 2);
          one.cut = true;
        }
      }
    },
    popped(callId, pop) {
      const one = of(callId);
      const isSame = (other: Pop) => other.extension === pop.extension && other.name === pop.name;
      if (one && !one.pops.some(isSame)) one.pops.push(pop);
    },
    merged(into, gone) {
      const target = of(into);
      for (const callId of gone) {
        const one = gathered.get(callId);
        gathered.delete(callId);
        if (!one || !target) continue;
        target.messages = [...one.messages, ...target.messages].sort((a, b) => a.at - b.at);
        target.pops.push(...one.pops);
        target.cut ||= one.cut;
      }
    },
    ended(callId) {
      const one = gathered.get(callId);
      if (!one || one.isEnding) return;
      one.isEnding = true;
      clock.after(BEHIND_MS, () => put(callId));
    },
    async get(callId) {
      const one = gathered.get(callId);
      return one
        ? { messages: [...one.messages], cut: one.cut, pops: [...one.pops] }
        : store.get(callId);
    },
    async close() {
      over = true;
      cancel();
      for (const callId of [...gathered.keys()]) put(callId);
      await Promise.all(storing);
    },
  };
}
