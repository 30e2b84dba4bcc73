import type { LoggedCall } from '../call-log/entry.ts';
import { noteVersion } from '../call-log/note-version.ts';
import { recordingsWithIds } from '../call-log/recording-ids.ts';
import {
  type CallRecord,
  type CallView,
  firstNamed,
  type PastInteraction,
  withoutFolders,
} from '../contract/index.ts';

/** What the card needs beside the log: both are look-ups by key. */
export interface PresentSources {
  /** What a DID or queue of this PBX is for; null when the settings do not say. */
  readonly labelFor: (pbx: string, didOrQueue: string) => string | null;
  /** At least the last six interactions with the contact of a call, newest first. */
  readonly historyOf: (contactId: string, call: CallRecord) => readonly PastInteraction[];
}

const SHOWN = 5;

/** A logged call as a browser sees it. */
export function present(call: LoggedCall, sources: PresentSources): CallView {
  const { pbx, record, caller, note, outcome, complete } = call;
  const recordings = recordingsWithIds(call);
  const contactId = caller.kind === 'known' ? caller.contact.id : null;
  const past = contactId === null ? [] : sources.historyOf(contactId, record);
  const label = (name: string | null) => (name === null ? null : sources.labelFor(pbx, name));
  return {
    ...withoutFolders({ ...record, recordings }),
    pbx,
    caller,
    didLabel: label(record.queue) ?? label(record.did),
    history: past
      .filter((one) => one.callId !== record.id)
      .slice(0, SHOWN)
      .map(shown),
    note,
    noteVersion: noteVersion(note),
    outcome,
    recordingId: firstNamed(recordings)?.id ?? null,
    complete,
  };
}

/** Stores give more than the card shows. */
function shown(past: PastInteraction): PastInteraction {
  const { id, kind, callId, direction, result, startedAt, handledBy, note, outcome } = past;
  return { id, kind, callId, direction, result, startedAt, handledBy, note, outcome };
}
