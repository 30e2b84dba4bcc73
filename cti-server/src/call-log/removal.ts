import { type DatabaseHandle, interactionWriter } from '@perezvon/crm-core';
import type { Forgotten } from './entry.ts';

/** Takes calls, or people out of calls, from all tables; within a transaction of the caller's. */
export interface Removal {
  /** L10 Everything that is kept of these calls but their entries, which `entriesOf` finds. */
  remove(callIds: readonly string[]): void;
  /** L11 False where the call is not there or goes on. */
  forget(callId: string, forgotten: Forgotten): boolean;
}

const OF_CALLS = [
  'DELETE FROM calls WHERE id = ?',
  'DELETE FROM call_extensions WHERE call_id = ?',
  'DELETE FROM call_queues WHERE call_id = ?',
  'DELETE FROM call_memories WHERE call_id = ?',
  'DELETE FROM call_capture_parts WHERE call_id = ?',
  'DELETE FROM recording_plays WHERE call_id = ?',
  'DELETE FROM call_quality WHERE call_id = ?',
  'DELETE FROM recording_marks WHERE call_id = ?',
];

const FORGET = `
  UPDATE calls SET record = @record, caller = @caller, e164 = @e164, contact_id = @contactId,
    caller_chosen = max(caller_chosen, @whole), recording_id = iif(@recording IS NULL, NULL, recording_id)
  WHERE id = @id AND ended_at IS NOT NULL`;

/** The prepared statements. */
export function createRemoval(handle: DatabaseHandle): Removal {
  const { sqlite } = handle;
  const timeline = interactionWriter(handle);
  const removals = OF_CALLS.map((sql) => sqlite.prepare<[string], unknown>(sql));
  const forget = sqlite.prepare(FORGET);
  const removeMarks = sqlite.prepare('DELETE FROM recording_marks WHERE call_id = ?');

  return {
    remove(callIds) {
      for (const id of callIds) {
        timeline.removeCall(id);
        for (const removal of removals) removal.run(id);
      }
    },
    forget(id, { record, caller, whole }) {
      const contactId = caller.kind === 'known' ? caller.contact.id : null;
      const { e164, recording } = record;
      const texts = { record: JSON.stringify(record), caller: JSON.stringify(caller) };
      const columns = { e164, recording, contactId, whole: whole ? 1 : 0 };
      if (forget.run({ id, ...texts, ...columns }).changes === 0) return false;
      if (whole) {
        timeline.setNote(id, '');
        timeline.setOutcome(id, null);
        removeMarks.run(id);
        timeline.setContact(id, null);
      }
      return true;
    },
  };
}
