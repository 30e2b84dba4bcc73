import {
  type DatabaseHandle,
  type InteractionReader,
  type InteractionWriter,
  interactionReader,
  interactionWriter,
} from '@perezvon/crm-core';
import type { Caller, CallRecord } from '../contract/index.ts';
import { contactIdOf, type LoggedCall, touchedExtensions } from './entry.ts';
import { interactionOf } from './interaction.ts';

/** A row of `calls` as `CALL_COLUMNS` reads it. */
export interface CallRow {
  readonly id: string;
  readonly pbx: string;
  readonly record: string;
  readonly caller: string;
  readonly complete: number;
  readonly recordingId: string | null;
  readonly startedAt: number;
}

/** The columns of `CallRow`, of `calls c`. */
export const CALL_COLUMNS =
  'c.id, c.pbx, c.record, c.caller, c.complete, c.recording_id AS recordingId, c.started_at AS startedAt';

/** Makes a row the call it is, with what the operator said of it. */
export function readCall(
  row: CallRow,
  interactions: Pick<InteractionReader, 'saidOf'>,
): LoggedCall {
  return {
    pbx: row.pbx,
    record: JSON.parse(row.record) as CallRecord,
    caller: JSON.parse(row.caller) as Caller,
    complete: row.complete === 1,
    recordingId: row.recordingId,
    ...interactions.saidOf(row.id),
    merged: [],
  };
}

/** Writes to calls and their timeline, all within a transaction of the caller's. */
export interface CallWriter {
  find(id: string): LoggedCall | null;
  /** All calls of a PBX that go on. */
  openOf(pbx: string): LoggedCall[];
  /** Writes a call's present state; gives it as stored: an operator's choice outlives what look-ups say. */
  save(call: Saved): LoggedCall;
  /** False when there is no such call. */
  setNote(id: string, note: string): boolean;
  /** False when there is no such call. */
  setOutcome(id: string, outcome: string | null): boolean;
  /** Keeps an operator's word on a call and on its number. False when there is no such call or contact. */
  choose(id: string, caller: Caller): boolean;
  /** What was written may not be there: the transaction failed. */
  forget(): void;
}

/** L2 A call that has ended does not go on, and is of one PBX. */
const UPSERT = `
  INSERT INTO calls (id, pbx, record, caller, complete, direction, disposition, e164, contact_id, recording_id, started_at, ended_at)
  VALUES (@id, @pbx, @record, @caller, @complete, @direction, @disposition, @e164, @contactId, @recordingId, @startedAt, @endedAt)
  ON CONFLICT (id) DO UPDATE SET record = excluded.record, complete = excluded.complete,
    caller = CASE WHEN caller_chosen THEN caller ELSE excluded.caller END,
    contact_id = CASE WHEN caller_chosen THEN contact_id ELSE excluded.contact_id END,
    direction = excluded.direction, disposition = excluded.disposition, e164 = excluded.e164,
    recording_id = coalesce(recording_id, excluded.recording_id),
    started_at = excluded.started_at, ended_at = excluded.ended_at
  WHERE calls.pbx = excluded.pbx AND (calls.ended_at IS NULL OR excluded.ended_at IS NOT NULL)
  RETURNING recording_id AS recordingId, caller`;

/** Where nothing changed that an index holds: spares the pages of all indexes. */
const REFRESH = `
  UPDATE calls SET record = @record, complete = @complete,
    caller = CASE WHEN caller_chosen THEN caller ELSE @caller END
  WHERE id = @id AND pbx = @pbx RETURNING recording_id AS recordingId, caller`;

const TOUCH = `
  INSERT INTO call_extensions (call_id, pbx, extension, started_at, direction, disposition)
  VALUES (@id, @pbx, @extension, @startedAt, @direction, @disposition)
  ON CONFLICT DO UPDATE SET started_at = excluded.started_at, direction = excluded.direction,
    disposition = excluded.disposition
  WHERE started_at <> excluded.started_at OR direction <> excluded.direction
    OR disposition IS NOT excluded.disposition`;

const QUEUE = `
  INSERT INTO call_queues (call_id, queue, started_at) VALUES (@id, @queue, @startedAt)
  ON CONFLICT DO UPDATE SET queue = excluded.queue, started_at = excluded.started_at
  WHERE queue <> excluded.queue OR started_at <> excluded.started_at`;

const TAKE_CHOICE = `
  UPDATE calls SET caller = gone.caller, contact_id = gone.contact_id, caller_chosen = 1
  FROM (SELECT caller, contact_id FROM calls WHERE id = @gone AND caller_chosen) AS gone
  WHERE id = @id AND NOT calls.caller_chosen`;

const KEEP_FOR_NUMBER = `
  INSERT INTO number_choices (e164, contact_id) VALUES (?, ?)
  ON CONFLICT (e164) DO UPDATE SET contact_id = excluded.contact_id`;

const CHOOSE = `
  UPDATE calls SET caller = @caller, contact_id = @contactId, caller_chosen = 1
  WHERE id = @id RETURNING e164`;

type Said = Pick<LoggedCall, 'note' | 'outcome'>;
type Saved = Omit<LoggedCall, keyof Said | 'recordingId'>;
type Plain = Pick<CallRow, 'id' | 'pbx' | 'record' | 'caller' | 'complete'>;
type Stored = Pick<CallRow, 'recordingId' | 'caller'>;

/** The prepared statements. `token` makes an unguessable recording id. */
export function createCallWriter(handle: DatabaseHandle, token: () => string): CallWriter {
  const reader = interactionReader(handle);
  const timeline = interactionWriter(handle);
  const rows = createRowReader(handle);
  const saveWhole = createWholeWriter(handle, token, timeline);
  const refresh = handle.sqlite.prepare<[object], Stored>(REFRESH);
  const keepChoice = createChoiceWriter(handle);
  const merge = createMerge(handle, timeline);
  /** Of each call that goes on: what its indexed columns, extensions and timeline row were made of, and what was said of it. */
  const written = new Map<string, { readonly key: string; readonly said: Said }>();

  function find(id: string): LoggedCall | null {
    const row = rows.byId(id);
    return row ? readCall(row, reader) : null;
  }

  /** Gives what is stored beside the record, after all calls that merged into this one are in it. */
  function store(call: Saved, plain: Plain): Stored & { readonly said: Said } {
    const { id } = plain;
    const key = indexedPart(call);
    const before = written.get(id);
    const same = before?.key === key && call.merged.length === 0;
    let stored = (same ? refresh.get(plain) : undefined) ?? saveWhole(call, plain);
    for (const gone of call.merged) {
      merge(gone, id);
      written.delete(gone);
    }
    if (call.merged.length > 0) stored = rows.byId(id) ?? stored;
    const said = same ? before.said : reader.saidOf(id);
    if (call.record.endedAt === null) written.set(id, { key, said });
    else written.delete(id);
    return { ...stored, said };
  }

  return {
    find,
    openOf: (pbx) => rows.openOf(pbx).map((row) => readCall(row, reader)),
    save(call) {
      const { id } = call.record;
      const plain = {
        id,
        pbx: call.pbx,
        record: JSON.stringify(call.record),
        caller: JSON.stringify(call.caller),
        complete: call.complete ? 1 : 0,
      };
      const { caller, recordingId, said } = store(call, plain);
      return {
        ...call,
        caller: caller === plain.caller ? call.caller : (JSON.parse(caller) as Caller),
        recordingId,
        ...said,
      };
    },
    setNote(id, note) {
      written.delete(id);
      return timeline.setNote(id, note);
    },
    setOutcome(id, outcome) {
      written.delete(id);
      return timeline.setOutcome(id, outcome);
    },
    choose(id, caller) {
      if (!timeline.setContact(id, contactIdOf(caller))) return false;
      keepChoice(id, caller);
      return true;
    },
    forget: () => written.clear(),
  };
}

function createRowReader({ sqlite }: DatabaseHandle) {
  const select = `SELECT ${CALL_COLUMNS} FROM calls c WHERE`;
  const byId = sqlite.prepare<[string], CallRow>(`${select} c.id = ?`);
  const open = sqlite.prepare<[string], CallRow>(`${select} c.ended_at IS NULL AND c.pbx = ?`);
  return { byId: (id: string) => byId.get(id), openOf: (pbx: string) => open.all(pbx) };
}

/** For the call, and for its number where one of several contacts was meant. */
function createChoiceWriter({ sqlite }: DatabaseHandle) {
  const choose = sqlite.prepare<[object], { e164: string | null }>(CHOOSE);
  const keepForNumber = sqlite.prepare(KEEP_FOR_NUMBER);
  return (id: string, caller: Caller) => {
    const contactId = contactIdOf(caller);
    const e164 = choose.get({ id, caller: JSON.stringify(caller), contactId })?.e164 ?? null;
    if (e164 !== null && contactId !== null) keepForNumber.run(e164, contactId);
  };
}

/** Writes all columns, the extensions and the timeline. */
function createWholeWriter(
  { sqlite }: DatabaseHandle,
  token: () => string,
  timeline: InteractionWriter,
) {
  const upsert = sqlite.prepare<[object], Stored>(UPSERT);
  const touch = sqlite.prepare(TOUCH);
  const setQueue = sqlite.prepare(QUEUE);
  return function saveWhole(call: Saved, plain: Plain): Stored {
    const { record, caller } = call;
    const { id, direction, disposition, e164, recording } = record;
    const startedAt = Date.parse(record.startedAt);
    const stored = upsert.get({
      ...plain,
      direction,
      disposition,
      e164,
      contactId: contactIdOf(caller),
      recordingId: recording === null ? null : token(),
      startedAt,
      endedAt: record.endedAt === null ? null : Date.parse(record.endedAt),
    });
    if (!stored) throw new Error(`${id} has ended, or is another PBX’s: this is another call`);
    for (const extension of touchedExtensions(record)) {
      touch.run({ id, pbx: plain.pbx, extension, startedAt, direction, disposition });
    }
    if (record.queue !== null) setQueue.run({ id, queue: record.queue, startedAt });
    timeline.upsertCall(interactionOf(record, caller));
    return stored;
  };
}

/** Everything of a call that is written beside its JSON. */
function indexedPart({ record, caller }: Pick<LoggedCall, 'record' | 'caller'>): string {
  const { direction, disposition, e164, recording, startedAt, endedAt, handledBy } = record;
  const { queue } = record;
  const plain = [direction, disposition, e164, recording, startedAt, endedAt, contactIdOf(caller)];
  return JSON.stringify([plain, queue, handledBy, [...touchedExtensions(record)]]);
}

/** L2 A call that turned out to be a part of another goes; what people said of it stays with the other. */
function createMerge({ sqlite }: DatabaseHandle, timeline: InteractionWriter) {
  const takeChoice = sqlite.prepare(TAKE_CHOICE);
  // what people did with its recordings: else no erasure would find it
  const moves = ['recording_plays', 'recording_marks', 'call_quality'].map((table) =>
    sqlite.prepare(`UPDATE OR REPLACE ${table} SET call_id = ? WHERE call_id = ?`),
  );
  const removals = [
    sqlite.prepare('DELETE FROM calls WHERE id = ?'),
    sqlite.prepare('DELETE FROM call_extensions WHERE call_id = ?'),
    sqlite.prepare('DELETE FROM call_queues WHERE call_id = ?'),
  ];
  return (gone: string, id: string) => {
    if (gone === id) return;
    takeChoice.run({ gone, id });
    for (const move of moves) move.run(id, gone);
    timeline.removeCall(gone, id);
    for (const removal of removals) removal.run(gone);
  };
}
