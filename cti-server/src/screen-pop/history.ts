import { contactIdOf, type Entry } from '../call-log/entry.ts';
import type { CallRecord, PastInteraction } from '../contract/index.ts';

/** The past of the contacts on the cards. */
export interface History {
  /** The last interactions with a contact, newest first; the call itself may be among them. */
  readonly of: (
    contactId: string,
    call: Pick<CallRecord, 'id' | 'state'>,
  ) => readonly PastInteraction[];
  /** To be told every entry before it is presented. */
  readonly follow: (entry: Entry) => void;
}

/**
 * Reads the past of a contact once per call that goes on, not at each of its changes: it is a third of
 * what a change costs. Another call of the contact makes it be read again.
 */
export function createHistory(read: (contactId: string) => readonly PastInteraction[]): History {
  const kept = new Map<string, { contactId: string; past: readonly PastInteraction[] }>();
  return {
    of(contactId, { id, state }) {
      const before = kept.get(id);
      if (before?.contactId === contactId) return before.past;
      const past = read(contactId);
      if (state !== 'ended') kept.set(id, { contactId, past });
      return past;
    },
    follow(entry) {
      if (entry.kind === 'removed') kept.clear();
      if (entry.kind !== 'call') return;
      const contactId = contactIdOf(entry.caller);
      const { id, state } = entry.record;
      for (const [callId, one] of kept) {
        if (callId !== id && one.contactId === contactId) kept.delete(callId);
      }
      for (const gone of state === 'ended' ? [...entry.merged, id] : entry.merged)
        kept.delete(gone);
    },
  };
}
