import { type DatabaseHandle, transaction } from '../shared/db.ts';
import { desc, eq, sql } from '../shared/drizzle.ts';
import type { Ids } from '../shared/ids.ts';
import type { Interaction, NewInteraction } from './model.ts';
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
  /** What came of it; null takes it back. False when there is no such call. */
  setOutcome(callId: string, outcome: string | null): boolean;
  /** The operator's word on who it was; later look-ups do not change it. False when there is no such call or contact. */
  setContact(callId: string, contactId: string | null): boolean;
  /**
   * Removes the row of a call that merged into call `into`, which takes over what people wrote on
   * it: the note is appended, a chosen contact or an outcome moves where `into` has none, and what came of it follows.
   */
  removeCall(callId: string, into?: string): void;
}

/** Reads in the path of a call: synchronous, prepared, by index. */
export interface InteractionReader {
  /** The contact's newest interactions first. */
  lastForContact(contactId: string, limit: number): Interaction[];
  /** What the operator wrote on the call, and what came of it; empty when nothing, or no such call. */
  saidOf(callId: string): { note: string; outcome: string | null };
  /** Whose call it is, and whether an operator said so; null when there is no such call. */
  contactOf(callId: string): { contactId: string | null; chosen: boolean } | null;
}

/** The timeline for everything outside the path of a call. */
export interface InteractionStore {
  lastForContact(contactId: string, limit: number): Promise<Interaction[]>;
  /** Null when there is no such contact. */
  add(typed: NewInteraction, by: { userId: string }): Promise<Interaction | null>;
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
    contact_chosen = interactions.contact_chosen OR gone.contact_chosen,
    outcome = coalesce(interactions.outcome, gone.outcome)
  FROM (SELECT note, outcome, contact_id, contact_chosen FROM interactions WHERE call_id = @callId) AS gone
  WHERE call_id = @into AND @into <> @callId`;

const ADD = `
  INSERT INTO interactions (id, kind, contact_id, started_at, handled_by, note, origin_id, author_id)
  SELECT @id, @kind, id, @now, '[]', @note, (SELECT id FROM interactions WHERE id = @originId), @userId
  FROM contacts WHERE id = @contactId`;

/** What points at a call as that of which it came. */
const CAME_OF = ['deals', 'tasks', 'interactions'];

/** The statements by which the call log writes its calls into the timeline. */
export function interactionWriter({ sqlite }: DatabaseHandle): InteractionWriter {
  const upsert = sqlite.prepare(UPSERT);
  const note = sqlite.prepare('UPDATE interactions SET note = ? WHERE call_id = ?');
  const outcome = sqlite.prepare('UPDATE interactions SET outcome = ? WHERE call_id = ?');
  const contact = sqlite.prepare(SET_CONTACT);
  const takeOver = sqlite.prepare(TAKE_OVER);
  const follow = CAME_OF.map((table) =>
    sqlite.prepare(
      `UPDATE ${table} SET origin_id = @into WHERE origin_id = @callId AND EXISTS (SELECT 1 FROM interactions WHERE id = @into)`,
    ),
  );
  const forgetOrigin = sqlite.prepare(
    'UPDATE interactions SET origin_id = NULL WHERE origin_id = ?',
  );
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
    setOutcome: (callId, code) => outcome.run(code, callId).changes > 0,
    setContact: (callId, contactId) => contact.run({ callId, contactId }).changes > 0,
    removeCall(callId, into) {
      if (into === callId) return;
      if (into !== undefined) {
        takeOver.run({ callId, into });
        for (const one of follow) one.run({ callId, into });
      }
      forgetOrigin.run(callId);
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
      outcome: interactions.outcome,
      contactId: interactions.contactId,
      chosen: interactions.contactChosen,
    })
    .from(interactions)
    .where(eq(interactions.callId, sql.placeholder('callId')))
    .prepare();
  return {
    lastForContact: (contactId, limit) => newest.all({ contactId, limit }).map(fromRow),
    saidOf(callId) {
      const { note = '', outcome = null } = ofCall.get({ callId }) ?? {};
      return { note, outcome };
    },
    contactOf(callId) {
      const found = ofCall.get({ callId });
      return found ? { contactId: found.contactId, chosen: found.chosen } : null;
    },
  };
}

/** The timeline in an SQLite database. */
export function createInteractionStore(handle: DatabaseHandle, ids: Ids): InteractionStore {
  const reader = interactionReader(handle);
  const add = handle.sqlite.prepare(ADD);
  const one = handle.db
    .select()
    .from(interactions)
    .where(eq(interactions.id, sql.placeholder('id')))
    .prepare();
  return {
    lastForContact: async (contactId, limit) => reader.lastForContact(contactId, limit),
    add: async ({ kind, contactId, note, originId = null }, { userId }) =>
      transaction(handle, () => {
        const id = ids.id();
        const row = { id, kind, contactId, note: note.trim(), originId, userId, now: ids.now() };
        const made = add.run(row).changes > 0 ? one.get({ id }) : undefined;
        return made ? fromRow(made) : null;
      }),
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
