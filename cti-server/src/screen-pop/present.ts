import type { LoggedCall } from '../call-log/entry.ts';
import type { CallView, PastInteraction } from '../contract/index.ts';

/** What the card needs beside the log: both are look-ups by key. */
export interface PresentSources {
  /** What a DID or queue of this PBX is for; null when the settings do not say. */
  labelFor(pbx: string, didOrQueue: string): string | null;
  /** The last interactions with a contact, newest first. */
  historyOf(contactId: string): PastInteraction[];
}

/** A logged call as a browser sees it. History only while the call lives: lists do not show it. */
export function present(call: LoggedCall, sources: PresentSources): CallView {
  const { record, caller } = call;
  const contactId = caller.kind === 'known' ? caller.contact.id : null;
  const isOpen = record.state !== 'ended';
  const label =
    (record.queue === null ? null : sources.labelFor(call.pbx, record.queue)) ??
    (record.did === null ? null : sources.labelFor(call.pbx, record.did));
  return {
    ...record,
    pbx: call.pbx,
    caller,
    didLabel: label,
    history:
      contactId !== null && isOpen
        ? sources
            .historyOf(contactId)
            .filter((past) => past.callId !== record.id)
            .slice(0, 5)
        : [],
    note: call.note,
    // before the end the file is not whole
    recordingId: isOpen ? null : call.recordingId,
    complete: call.complete,
  };
}
