import type { WebhookState } from '../contract/index.ts';
import type { TryOutcome } from './way-out.ts';

/** How a try ended; `failed`: it is made again. */
export type TryEnd = Exclude<WebhookState, 'waiting'> | 'failed';

/** The way to one receiver: what is on it, and how the last messages were taken. Times ms epoch. */
export interface Lane {
  /** Numbers of the deliveries that are on their way. */
  readonly busy: Set<number>;
  /** How tries ended since the start. */
  readonly tries: Readonly<Record<TryEnd, number>>;
  /** How many may be on their way now, those that are included; 0 while nothing is to be sent. */
  room(now: number): number;
  isFailing(): boolean;
  /** A try came to this; gives whether the receiver is back after it failed. */
  came(outcome: TryOutcome, now: number): boolean;
  /** It is on the disk that a delivery is in this state. */
  wrote(state: WebhookState): void;
  /** Nothing is sent before. */
  rest(until: number): void;
}

/** At once to one receiver: one that hangs holds up none but itself. */
const AT_ONCE = 4;
/** After so many failures in a row one message at a time shows whether it is back. */
const FAILURES_IN_A_ROW = 3;

/** Empty, and nothing failed. */
export function createLane(): Lane {
  const tries = { delivered: 0, failed: 0, dead: 0, gone: 0 };
  let failures = 0;
  let restsUntil = 0;
  const isFailing = () => failures >= FAILURES_IN_A_ROW;
  const rest = (until: number) => {
    restsUntil = Math.max(restsUntil, until);
  };
  return {
    busy: new Set<number>(),
    tries,
    isFailing,
    rest,
    room(now) {
      if (now < restsUntil) return 0;
      return isFailing() ? 1 : AT_ONCE;
    },
    came({ problem, retryAfterMs = 0 }, now) {
      const isBack = problem === null && isFailing();
      if (problem === null) failures = 0;
      else if (problem !== 'gone') failures += 1;
      // it asks so for all of them
      rest(now + retryAfterMs);
      return isBack;
    },
    wrote(state) {
      tries[state === 'waiting' ? 'failed' : state] += 1;
    },
  };
}
