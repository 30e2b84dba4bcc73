import {
  type CallView,
  type LiveMessage,
  type PbxStatus,
  ringingNow,
  talkingNow,
  wasMissed,
  type PhoneName,
} from '@perezvon/cti-server/contract';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BrowserClock } from './browser-clock.ts';
import { extensionIn, ownPart } from './own-part.ts';
import {
  dismissPop,
  keepPop,
  lookAtCall,
  missedPop,
  nextSweep,
  openPops,
  type Pop,
  type PopLook,
  sweepPops,
  wrapUpPop,
} from './pops.ts';

/** How many ended calls are remembered here; older ones are the server's to tell. */
export const ENDED_KEPT = 100;

/** Whether what is shown is live. `since`: ms since the epoch, from when on it may be old. */
export type LiveLink =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly since: number }
  /** The server speaks a newer language than this page: it must be reloaded. */
  | { readonly kind: 'old-page' }
  | { readonly kind: 'signed-out' };

/** What screens share of calls and links. Replaced piece by piece, never mutated. */
export interface LiveState {
  readonly link: LiveLink;
  readonly calls: Readonly<Record<string, CallView>>;
  /** Ids of `calls`, the newest start first. */
  readonly order: readonly string[];
  readonly pbx: readonly PbxStatus[];
  /** All cards, dismissed ones too; `selectPops` gives those to show. */
  readonly pops: readonly Pop[];
}

/** The live state and its few doors. Read it with zustand's `useStore(store, selector)`. */
export interface LiveStore
  extends Pick<StoreApi<LiveState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** Takes in one message of the server. Each message is given once, in order (see live-client). */
  readonly apply: (message: LiveMessage) => void;
  readonly setLink: (link: LiveLink) => void;
  readonly dismissPop: (callId: string) => void;
  /** Lines of missed calls from before a reload, newest first; those that were taken after all are left out. */
  readonly restoreMissed: (calls: readonly CallView[]) => void;
  /** Cards of calls that are over from before a reload, newest first: there may be something left to write. */
  readonly restoreWrapUps: (calls: readonly CallView[]) => void;
  /** The reader typed a note into the card: it stays until dismissed. */
  readonly keepPop: (callId: string) => void;
}

/** What the store needs from outside. */
export interface LiveStoreOptions {
  /** The reader's own phones. */
  readonly phones: readonly PhoneName[];
  readonly clock: BrowserClock;
}

/** An empty store, `connecting`. */
export function createLiveStore(options: LiveStoreOptions): LiveStore {
  const { phones, clock } = options;
  const store = createStore<LiveState>(() => ({
    link: { kind: 'connecting' },
    calls: {},
    order: [],
    pbx: [],
    pops: [],
  }));
  let cancelSweep = () => {};

  function setPops(change: (pops: readonly Pop[]) => readonly Pop[]): void {
    const pops = change(store.getState().pops);
    if (pops !== store.getState().pops) store.setState({ pops });
    planSweep();
  }

  /** Cards from before a reload; one that is there stays as it is. */
  function restore(list: readonly CallView[], popOf: (call: CallView, now: number) => Pop): void {
    const state = store.getState();
    const there = new Set(state.pops.map(({ callId }) => callId));
    const back = list.filter(({ id }) => !there.has(id));
    const calls = { ...Object.fromEntries(back.map((call) => [call.id, call])), ...state.calls };
    const order = ordered(calls, Object.keys(calls));
    const pops = [...state.pops, ...back.map((call) => popOf(call, clock.now()))];
    store.setState({ calls, order, pops });
  }

  function planSweep(): void {
    cancelSweep();
    const at = nextSweep(store.getState().pops);
    if (at === null) return;
    cancelSweep = clock.after(Math.max(0, at - clock.now()), () =>
      setPops((pops) => sweepPops(pops, clock.now())),
    );
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    apply(message) {
      store.setState(applied(store.getState(), message, { phones, now: clock.now() }));
      planSweep();
    },
    setLink: (link) => store.setState({ link }),
    restoreWrapUps(list) {
      const isOver = (call: CallView) => {
        const extension = extensionIn(call, phones);
        return call.state === 'ended' || (extension !== null && !ownPart(call, extension));
      };
      restore(list.filter(isOver), wrapUpPop);
      planSweep();
    },
    restoreMissed(list) {
      const { calls } = store.getState();
      restore(
        list.filter((call) => wasMissed(call) && !(call.id in calls)),
        missedPop,
      );
    },
    dismissPop: (callId) => setPops((pops) => dismissPop(pops, callId)),
    keepPop: (callId) => setPops((pops) => keepPop(pops, callId)),
  };
}

/** Calls that ring at `extension` now, the newest first. */
export const selectMyRinging = (extension: string | null) => (state: LiveState) =>
  live(state).filter((call) => extension !== null && ringingNow(call).includes(extension));

/** Calls that `extension` talks in now, held ones too, the newest first. */
export const selectMyTalking = (extension: string | null) => (state: LiveState) =>
  live(state).filter((call) => extension !== null && talkingNow(call).includes(extension));

/** The newest calls, ended or not. */
export const selectRecent = (count: number) => (state: LiveState) =>
  listed(state, state.order.slice(0, count));

/** The cards to show, newest first, with their calls. Use `useShallow`: each look gives a new array. */
export const selectPops = (state: LiveState): readonly CallView[] =>
  listed(
    state,
    openPops(state.pops).map((pop) => pop.callId),
  );

/** Ids of the calls whose cards have shrunk to a line. Use `useShallow`. */
export const selectShrunk = (state: LiveState): readonly string[] =>
  openPops(state.pops).flatMap((pop) => (pop.shrunk ? [pop.callId] : []));

/** Ids of the calls that are over for the reader and whose cards are there because they were in them. Use `useShallow`. */
export const selectWrapUps = (state: LiveState): readonly string[] =>
  openPops(state.pops).flatMap(({ callId, talked, over, shrunk }) =>
    talked && over && !shrunk ? [callId] : [],
  );

function live(state: LiveState): CallView[] {
  return listed(state, state.order).filter((call) => call.state !== 'ended');
}

function listed(state: LiveState, ids: readonly string[]): CallView[] {
  return ids.flatMap((id) => state.calls[id] ?? []);
}

interface Reader {
  readonly phones: readonly PhoneName[];
  readonly now: number;
}

/** What one look at a call tells the reader's cards. */
function look(call: CallView, pop: boolean, { phones, now }: Reader): PopLook {
  return { call, pop, extension: extensionIn(call, phones), now };
}

function applied(state: LiveState, message: LiveMessage, reader: Reader): Partial<LiveState> {
  switch (message.type) {
    case 'snapshot':
      return { ...withSnapshot(state, message.calls, reader), pbx: message.pbx };
    case 'resumed':
    case 'links':
      return { pbx: message.pbx };
    case 'pbx': {
      const others = state.pbx.filter((one) => one.pbx !== message.status.pbx);
      return { pbx: [...others, message.status] };
    }
    case 'call': {
      const { call, pop } = message;
      const calls = { ...state.calls, [call.id]: call };
      const order =
        call.id in state.calls ? state.order : ordered(calls, [call.id, ...state.order]);
      const kept = order.length > 2 * ENDED_KEPT ? trimmed(calls, order) : { calls, order };
      return { ...kept, pops: lookAtCall(state.pops, look(call, pop, reader)) };
    }
    case 'gone': {
      const { [message.callId]: _gone, ...calls } = state.calls;
      const order = state.order.filter((id) => id !== message.callId);
      return { calls, order, pops: state.pops.filter((pop) => pop.callId !== message.callId) };
    }
    case 'missed':
    case 'work':
    case 'presence':
    case 'beat':
      return {};
  }
}

/**
 * A snapshot replaces all calls; cards of calls that it still has stay as the reader left them, and those of calls
 * that are over, which no snapshot has.
 */
function withSnapshot(state: LiveState, list: readonly CallView[], reader: Reader) {
  const over = state.pops.flatMap(({ callId }) => {
    const call = state.calls[callId];
    return call?.state === 'ended' ? [call] : [];
  });
  const calls = Object.fromEntries([...over, ...list].map((call) => [call.id, call]));
  const order = ordered(calls, Object.keys(calls));
  const known = state.pops.filter((pop) => pop.callId in calls);
  const pops = [...list]
    .sort(byStart)
    .reduce((sofar, call) => lookAtCall(sofar, look(call, false, reader)), known as readonly Pop[]);
  return { calls, order, pops };
}

function ordered(calls: Readonly<Record<string, CallView>>, ids: readonly string[]): string[] {
  return [...ids].sort((a, b) => {
    const [one, other] = [calls[a], calls[b]];
    return one && other ? byStart(other, one) : 0;
  });
}

function byStart(one: CallView, other: CallView): number {
  return one.startedAt < other.startedAt ? -1 : one.startedAt > other.startedAt ? 1 : 0;
}

/** Forgets the oldest ended calls. */
function trimmed(calls: Readonly<Record<string, CallView>>, order: readonly string[]) {
  let ended = 0;
  const left = order.filter((id) => calls[id]?.state !== 'ended' || ++ended <= ENDED_KEPT);
  return {
    order: left,
    calls: Object.fromEntries(left.flatMap((id) => (calls[id] ? [[id, calls[id]]] : []))),
  };
}
