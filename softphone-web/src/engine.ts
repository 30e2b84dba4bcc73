import type { CallView, PhoneName } from '@perezvon/cti-server/contract';
import type { QueryClient } from '@tanstack/react-query';
import { refreshWork } from './cards/card-query.ts';
import { noteCallChange, refreshCalls } from './cards/calls-query.ts';
import { missedFollower, refreshMissed } from './cards/missed-query.ts';
import { browserClock } from './services/browser-clock.ts';
import { inBursts } from './services/bursts.ts';
import { stillSignedIn } from './services/http.ts';
import { createLiveClient, openLiveSocket } from './services/live-client.ts';
import { createLiveStore, type LiveStore } from './services/live-store.ts';
import { createPresenceStore, type PresenceStore } from './services/presence-store.ts';
import { pageSurroundings } from './services/surroundings.ts';

/** The live half of a signed-in page. */
export interface Engine {
  readonly live: LiveStore;
  readonly presence: PresenceStore;
  start: () => void;
  stop: () => void;
  setDoNotDisturb: (on: boolean) => void;
}

/** Joins the live link to its store, and the store to the lists that were asked by HTTP. */
export function createEngine(options: {
  /** The reader's own phones. */
  phones: readonly PhoneName[];
  queries: QueryClient;
  onSignedOut: () => void;
}): Engine {
  const { phones, queries, onSignedOut } = options;
  const live = createLiveStore({ phones, clock: browserClock });
  const presence = createPresenceStore();
  const followMissed = missedFollower(queries, browserClock);
  const client = createLiveClient({
    open: () => inBursts(openLiveSocket(), browserClock),
    sink: {
      setLink: live.setLink,
      apply(message) {
        presence.apply(message);
        // nothing of the calls: whoever shows them is not to be drawn anew
        if (message.type === 'presence') return;
        live.apply(message);
        if (message.type === 'call') {
          noteCallChange(queries, message.call);
          followMissed(message.call);
        } else if (message.type === 'snapshot' || message.type === 'gone') refreshCalls(queries);
        if (message.type === 'work') refreshWork(queries, message.contactId);
        if (message.type === 'missed' || message.type === 'snapshot') void refreshMissed(queries);
      },
    },
    clock: browserClock,
    surroundings: pageSurroundings,
    stillSignedIn,
    onSignedOut,
  });
  const { start, stop, setDoNotDisturb } = client;
  return { live, presence, start, stop, setDoNotDisturb };
}

/** The live calls of a state, for naming what the phone shows. */
export function liveCalls(calls: Readonly<Record<string, CallView>>): CallView[] {
  return Object.values(calls).filter((call) => call.state !== 'ended');
}

/** All calls that the page knows, the newest first. */
export function newestFirst(calls: Readonly<Record<string, CallView>>): CallView[] {
  return Object.values(calls).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}
