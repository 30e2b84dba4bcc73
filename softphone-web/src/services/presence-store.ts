import {
  type Colleague,
  colleagueKey,
  type LiveMessage,
  type Queue,
  queueKey,
} from '@perezvon/cti-server/contract';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** Colleagues and queues by key, as the PBX last told them. Replaced, never mutated. */
export interface PresenceState {
  readonly colleagues: Readonly<Record<string, Colleague>>;
  readonly queues: Readonly<Record<string, Queue>>;
}

/** Who is where and does what: a store of its own, so that the cards are not drawn anew at each of its changes. */
export interface PresenceStore
  extends Pick<StoreApi<PresenceState>, 'getState' | 'getInitialState' | 'subscribe'> {
  readonly apply: (message: LiveMessage) => void;
}

const NOTHING: PresenceState = { colleagues: {}, queues: {} };

/** Nothing is known. */
export function createPresenceStore(): PresenceStore {
  const store = createStore<PresenceState>(() => NOTHING);
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    apply(message) {
      // what follows a beginning is all there is
      if (message.type === 'snapshot' || message.type === 'resumed') store.setState(NOTHING);
      if (message.type !== 'presence') return;
      const { colleagues, queues, gone } = message;
      const before = store.getState();
      store.setState({
        colleagues: merged(before.colleagues, colleagues, gone.colleagues, colleagueKey),
        queues: merged(before.queues, queues, gone.queues, queueKey),
      });
    },
  };
}

function merged<Key, One extends Key>(
  before: Readonly<Record<string, One>>,
  changed: readonly One[],
  gone: readonly Key[],
  keyOf: (one: Key) => string,
): Readonly<Record<string, One>> {
  if (changed.length === 0 && gone.length === 0) return before;
  const left = new Set(gone.map(keyOf));
  const kept = Object.entries(before).filter(([key]) => !left.has(key));
  return Object.fromEntries([...kept, ...changed.map((one) => [keyOf(one), one] as const)]);
}
