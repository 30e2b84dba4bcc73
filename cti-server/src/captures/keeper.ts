import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { type Capture, joinedCapture, type Pop, samePop } from './capture.ts';
import { type CaptureStore, packCapture } from './store.ts';

/** Gathers what the PBX says of each call, and stores it piece by piece, so that a crash loses seconds of it. */
export interface CaptureKeeper {
  /** Something was said of these calls; null: of none. */
  heard(callIds: Iterable<string | null>, said: Said): void;
  popped(callId: string, pop: Pop): void;
  /** Calls that turned out to be parts of `into`. */
  merged(into: string, gone: readonly string[]): void;
  /** The call is over: what is held back of it can be stored. */
  ended(callId: string): void;
  /** Of a call that goes on, or is over and kept; null when there is none. */
  get(callId: string): Promise<Capture | null>;
  /** Nothing of what was said of these calls is kept any longer; gives how many pieces that were. */
  forget(callIds: readonly string[]): Promise<number>;
  /** Stores what is gathered and stops. */
  close(): Promise<void>;
}

/** A message of the PBX. `at`: ms epoch; `minor`: it tells only where in the dialplan a channel is. */
export interface Said {
  readonly at: number;
  readonly text: string;
  readonly minor: boolean;
}

/** So much may be lost by a crash. */
const STORE_EVERY_MS = 3_000;
/** Beyond, a call keeps what is not minor. */
const MOST_MINOR = 400;
/** Beyond, only its newest, for its end. Some 1.5 MB of a call as the PBX says it. */
const MOST_MESSAGES = 2_000;
const NEWEST = 200;
/** Calls that go on at a time beyond this keep nothing: memory is bounded. */
const MOST_CALLS = 2_000;
/** Nothing was said for so long: what was gathered is on the disk, and the rest can be begun anew. */
const FORGET_MS = 600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AT_A_TIME = 500;
/** Pieces that share a transaction: some ms, for which pops wait. */
const PIECES_AT_A_TIME = 20;

interface Gathered {
  /** Of a very long call: its newest, held back until it is over. */
  tail: { at: number; text: string }[];
  fresh: { at: number; text: string }[];
  freshPops: Pop[];
  readonly pops: Pop[];
  lastText: string | null;
  lastAt: number;
  count: number;
  cut: boolean;
  isOver: boolean;
}

/** `days`: how long captures are kept, asked anew each time; 0 keeps none. */
export function createCaptureKeeper(options: {
  store: CaptureStore;
  days: () => number;
  clock: Clock;
  log: Log;
}): CaptureKeeper {
  const { store, days, clock, log } = options;
  const gathered = new Map<string, Gathered>();
  let moves: { from: string; into: string }[] = [];
  let storing: Promise<void> = Promise.resolve();
  let isPlanned = false;
  let over = false;
  let cancelStore = () => {};
  let cancelPrune = clock.after(HOUR_MS, () => void prune());

  function of(callId: string): Gathered | null {
    const known = gathered.get(callId);
    if (known || days() === 0 || gathered.size >= MOST_CALLS) return known ?? null;
    const one = nothingYet(clock.monotonic());
    gathered.set(callId, one);
    return one;
  }

  function plan(): void {
    if (isPlanned || over) return;
    isPlanned = true;
    cancelStore = clock.after(STORE_EVERY_MS, () => {
      isPlanned = false;
      void storeAll().then(() => gathered.size > 0 && plan());
    });
  }

  /** One after the other: a piece must not overtake the one before it. */
  function storeAll(): Promise<void> {
    storing = storing.then(storeOnce);
    return storing;
  }

  async function storeOnce(): Promise<void> {
    const left = takeFresh(gathered);
    let moved = moves;
    moves = [];
    const at = clock.now();
    try {
      while (left.length + moved.length > 0) {
        const pieces = left.slice(0, PIECES_AT_A_TIME).map(async ({ callId, part }) => {
          return { callId, at, body: await packCapture(part) };
        });
        await store.write(await Promise.all(pieces), moved);
        left.splice(0, PIECES_AT_A_TIME);
        moved = [];
      }
    } catch (error) {
      log.debug({ error: String(error) }, 'Events of calls were not kept; trying again later');
      putBack(left);
      moves = [...moved, ...moves];
    }
    forgetQuiet();
  }

  function putBack(taken: readonly { callId: string; part: Capture }[]): void {
    for (const { callId, part } of taken) {
      const one = of(callId);
      if (!one) continue;
      one.fresh = [...part.messages, ...one.fresh];
      one.freshPops = [...part.pops, ...one.freshPops];
    }
  }

  function forgetQuiet(): void {
    const now = clock.monotonic();
    for (const [callId, { fresh, freshPops, isOver, lastAt }] of gathered) {
      // what came while the last pieces were written is still to be stored
      if (fresh.length + freshPops.length > 0) continue;
      if (isOver || now - lastAt > FORGET_MS) gathered.delete(callId);
    }
  }

  async function prune(): Promise<void> {
    try {
      while ((await store.prune(clock.now() - days() * DAY_MS, AT_A_TIME)) === AT_A_TIME) continue;
    } catch (error) {
      log.debug(
        { error: String(error) },
        'Old events of calls were not removed; trying again later',
      );
    }
    if (!over) cancelPrune = clock.after(HOUR_MS, () => void prune());
  }

  return {
    heard(callIds, said) {
      for (const callId of callIds) {
        const one = callId === null ? null : of(callId);
        if (!one || one.lastText === said.text) continue;
        add(one, said);
        one.lastAt = clock.monotonic();
        plan();
      }
    },
    popped(callId, pop) {
      const one = of(callId);
      if (!one || one.pops.some((other) => samePop(other, pop))) return;
      one.pops.push(pop);
      one.freshPops.push(pop);
      plan();
    },
    merged(into, gone) {
      if (days() === 0) return;
      for (const callId of gone) {
        const one = gathered.get(callId);
        gathered.delete(callId);
        moves.push({ from: callId, into });
        const target = one && of(into);
        if (target) join(target, one);
      }
      if (gone.length > 0) plan();
    },
    ended(callId) {
      const one = gathered.get(callId);
      if (one) one.isOver = true;
    },
    async get(callId) {
      await storeAll();
      const parts = await store.parts(callId);
      const { tail = [], cut = false } = gathered.get(callId) ?? {};
      if (tail.length > 0) parts.push({ messages: tail, cut, pops: [] });
      return parts.length === 0 ? null : joinedCapture(parts);
    },
    async forget(callIds) {
      for (const callId of callIds) gathered.delete(callId);
      // what is on its way to the disk arrives first
      await storeAll();
      return store.remove(callIds);
    },
    async close() {
      over = true;
      cancelPrune();
      cancelStore();
      for (const one of gathered.values()) one.isOver = true;
      await storeAll();
    },
  };
}

function nothingYet(lastAt: number): Gathered {
  return {
    tail: [],
    fresh: [],
    freshPops: [],
    pops: [],
    lastText: null,
    lastAt,
    count: 0,
    cut: false,
    isOver: false,
  };
}

/** The beginning of a call stays and so does its end; of a very long one the middle goes. */
function add(one: Gathered, { at, text, minor }: Said): void {
  one.lastText = text;
  if (minor && one.count >= MOST_MINOR) return;
  one.count += 1;
  if (one.count <= MOST_MESSAGES) one.fresh.push({ at, text });
  else one.tail.push({ at, text });
  if (one.tail.length <= NEWEST) return;
  one.tail.shift();
  one.cut = true;
}

function join(into: Gathered, gone: Gathered): void {
  into.fresh = [...gone.fresh, ...gone.tail, ...into.fresh].sort((a, b) => a.at - b.at);
  into.pops.push(...gone.pops);
  into.freshPops.push(...gone.freshPops);
  into.count += gone.count;
  into.cut ||= gone.cut;
}

/** What is not stored yet. */
function takeFresh(gathered: ReadonlyMap<string, Gathered>): { callId: string; part: Capture }[] {
  return [...gathered].flatMap(([callId, one]) => {
    if (one.isOver) one.fresh.push(...one.tail.splice(0));
    if (one.fresh.length + one.freshPops.length === 0) return [];
    const part = { messages: one.fresh, cut: one.cut, pops: one.freshPops };
    one.fresh = [];
    one.freshPops = [];
    return [{ callId, part }];
  });
}
