import type { BrowserClock } from '../services/browser-clock.ts';
import type { PhoneState } from './phone.ts';
import { type PhoneEvent, phoneReduce, quietPhone } from './reduce.ts';

/** An ended call stays in sight this long, ms: so that one sees why it ended. */
export const ENDED_STAYS_MS = 4_000;

/** A phone's state and who looks at it. */
export interface PhoneStore {
  readonly state: () => PhoneState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes in an event; ended calls are forgotten by themselves. */
  readonly tell: (event: PhoneEvent) => void;
  readonly onForgotten: (act: (id: string) => void) => void;
}

/** The state of one phone, driven by events. */
export function createPhoneStore(
  device: PhoneState['device'],
  extension: string | null,
  clock: BrowserClock,
): PhoneStore {
  const listeners = new Set<() => void>();
  let state = quietPhone(device, extension);
  let forgotten = (_id: string) => {};

  function tell(event: PhoneEvent): void {
    const next = phoneReduce(state, event);
    if (next === state) return;
    state = next;
    if (event.kind === 'ended') {
      clock.after(ENDED_STAYS_MS, () => tell({ kind: 'forgotten', id: event.id }));
    }
    if (event.kind === 'forgotten') forgotten(event.id);
    for (const listener of listeners) listener();
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell,
    onForgotten(act) {
      forgotten = act;
    },
  };
}
