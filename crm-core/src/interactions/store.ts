import type { DatabaseHandle } from '../shared/db.ts';
import { desc, eq, sql } from '../shared/drizzle.ts';
import type { Interaction } from './model.ts';
import { interactions } from './table.ts';

/** A call as the timeline keeps it. Times ISO 8601 UTC. */
export type CallInteraction = Pick<
  Interaction,
  'contactId' | 'direction' | 'result' | 'startedAt' | 'endedAt' | 'handledBy'
> & { callId: string };

/** Writes that belong to the caller's own transaction: none of them opens one. */
export interface InteractionWriter {
  /**
   * Writes or refreshes the row of a call; its id is the call's. Never touches the note, nor a
   * contact that an operator chose. A contact that is gone by now counts as none.
   */
  upsertCall(row: CallInteraction): void;
  /** False when there is no such call. */
  setNote(callId: string, note: string): boolean;
  /** The operator's word on who it was; later look-ups do not change it. False when there is no such call or contact. */
  setContact(callId: string, contactId: string | null): boolean;
  /**
   * Removes the row of a call that merged into call `into`, which takes over what people wrote on
   * it: the note is appended, a chosen contact moves where `into` has none chosen.
   */
  removeCall(callId: string, into?: string): void;
}

/** Reads in the path of a call: synchronous, prepared, by index. */
export interface InteractionReader {
  /** The contact's newest interactions first. */
  lastForContact(contactId: string, limit: number): Interaction[];
  /** What the operator wrote on the call; empty when nothing, or no such call. */
  noteOf(callId: string): string;
  /** Whose call it is, and whether an operator said so; null when there is no such call. */
  contactOf(callId: string): { contactId: string | null; chosen: boolean } | null;
}

/** The timeline for everything outside the path of a call. */
export interface InteractionStore {
  lastForContact(contactId: string, limit: number): Promise<Interaction[]>;
  noteOf(callId: string): Promise<string>;
}

const UPSERT = `
  INSERT INTO interactions (id, kind, call_id, contact_id, direction, result, started_at, ended_at, handled_by)
  VALUES (@callId, 'call', @callId, (SELECT id FROM contacts WHERE id = @contactId), @direction,
    @result, @startedAt, @endedAt, @handledBy)
  ON CONFLICT DO UPDATE SET
    contact_id = CASE WHEN contact_chosen THEN contact_id ELSE excluded.contact_id END,
    direction = excluded.direction, result = excluded.result, started_at = excluded.started_at,
    ended_at = excluded.ended_at, handled_by = excluded.handled_by`;

const SET_CONTACT = `
  UPDATE interactions SET contact_id = @contactId, contact_chosen = 1 WHERE call_id = @callId
    AND (@contactId IS NULL OR EXISTS (SELECT 1 FROM contacts WHERE id = @contactId))`;

const TAKE_OVER = `
  UPDATE interactions SET
    note = trim(interactions.note || char(10) || gone.note, char(10)),
    contact_id = CASE WHEN gone.contact_chosen AND NOT interactions.contact_chosen
      THEN gone.contact_id ELSE interactions.contact_id END,
    contact_chosen = interactions.contact_chosen OR gone.contact_chosen
  FROM (SELECT note, contact_id, contact_chosen FROM interactions WHERE call_id = @callId) AS gone
  WHERE call_id = @into AND @into <> @callId`;

/** The statements by which the call log writes its calls into the timeline. */
export function interactionWriter({ sqlite }: DatabaseHandle): InteractionWriter {
  const upsert = sqlite.prepare(UPSERT);
  const note = sqlite.prepare('UPDATE interactions SET note = ? WHERE call_id = ?');
  const contact = sqlite.prepare(SET_CONTACT);
  const takeOver = sqlite.prepare(TAKE_OVER);
  const remove = sqlite.prepare('DELETE FROM interactions WHERE call_id = ?');
  return {
    upsertCall(row) {
      upsert.run({
        ...row,
        startedAt: Date.parse(row.startedAt),
        endedAt: row.endedAt === null ? null : Date.parse(row.endedAt),
        handledBy: JSON.stringify(row.handledBy),
      });
    },
    setNote: (callId, text) => note.run(text, callId).changes > 0,
    setContact: (callId, contactId) => contact.run({ callId, contactId }).changes > 0,
    removeCall(callId, into) {
      if (into === callId) return;
      if (into !== undefined) takeOver.run({ callId, into });
      remove.run(callId);
    },
  };
}

/** The prepared reads of the timeline. */
export function interactionReader({ db }: DatabaseHandle): InteractionReader {
  const newest = db
    .select()
    .from(interactions)
    .where(eq(interactions.contactId, sql.placeholder('contactId')))
    .orderBy(desc(interactions.startedAt), desc(interactions.row))
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofCall = db
    .select({
      note: interactions.note,
      contactId: interactions.contactId,
      chosen: interactions.contactChosen,
    })
    .from(interactions)
    .where(eq(interactions.callId, sql.placeholder('callId')))
    .prepare();
  return {
    lastForContact: (contactId, limit) => newest.all({ contactId, limit }).map(fromRow),
    noteOf: (callId) => ofCall.get({ callId })?.note ?? '',
    contactOf(callId) {
      const found = ofCall.get({ callId });
      return found ? { contactId: found.contactId, chosen: found.chosen } : null;
    },
  };
}

/** The timeline in an SQLite database. */
export function createInteractionStore(handle: DatabaseHandle): InteractionStore {
  const reader = interactionReader(handle);
  return {
    lastForContact: async (contactId, limit) => reader.lastForContact(contactId, limit),
    noteOf: async (callId) => reader.noteOf(callId),
  };
}

function fromRow(row: typeof interactions.$inferSelect): Interaction {
  const { row: _, contactChosen: __, startedAt, endedAt, ...fields } = row;
  return {
    ...fields,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
}
