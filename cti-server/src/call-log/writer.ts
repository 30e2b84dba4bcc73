import { type DatabaseHandle, interactionWriter, transaction } from '@perezvon/crm-core';
import type { Caller, CallRecord } from '../contract/index.ts';
import type { Entry, Gap, LoggedCall } from './entry.ts';

/** A change that waits to be written. */
export type Draft =
  | ({ readonly kind: 'call'; readonly at: number } & Omit<LoggedCall, 'note' | 'recordingId'>)
  | ({ readonly kind: 'gap'; readonly at: number } & Gap);

/** Writes drafts: each batch is one transaction, one fsync. */
export interface EntryWriter {
  /** @throws StorageError; then nothing of the batch is written */
  write(drafts: readonly Draft[]): Entry[];
}

const UPSERT = `
  INSERT INTO calls (id, pbx, record, caller, complete, direction, disposition, e164, contact_id, recording_id, started_at, ended_at)
  VALUES (@id, @pbx, @record, @caller, @complete, @direction, @disposition, @e164, @contactId, @recordingId, @startedAt, @endedAt)
  ON CONFLICT (id) DO UPDATE SET record = excluded.record, caller = excluded.caller,
    complete = excluded.complete, direction = excluded.direction, disposition = excluded.disposition,
    e164 = excluded.e164, contact_id = excluded.contact_id,
    recording_id = coalesce(recording_id, excluded.recording_id),
    started_at = excluded.started_at, ended_at = excluded.ended_at
  RETURNING recording_id AS recordingId`;

/** The contact that an identified call belongs to; null while nobody or several are meant. */
export function contactIdOf(caller: Caller): string | null {
  return caller.kind === 'known' ? caller.contact.id : null;
}

/** Extensions that a call touched, for whose lists it counts. */
export function extensionsOf(record: CallRecord): string[] {
  const all = [...record.rang, ...record.answeredBy, ...record.handledBy];
  return [...new Set(record.from === null ? all : [...all, record.from])];
}

/** The statements of the log, prepared. `token` makes a new unguessable recording id. */
export function createEntryWriter(handle: DatabaseHandle, token: () => string): EntryWriter {
  const { sqlite } = handle;
  const upsert = sqlite.prepare<[object], { recordingId: string | null }>(UPSERT);
  const touch = sqlite.prepare(
    'INSERT OR IGNORE INTO call_extensions (call_id, extension, started_at) VALUES (?, ?, ?)',
  );
  const remove = [
    sqlite.prepare('DELETE FROM calls WHERE id = ?'),
    sqlite.prepare('DELETE FROM call_extensions WHERE call_id = ?'),
  ];
  const insert = sqlite.prepare('INSERT INTO call_log_entries (at, kind, body) VALUES (?, ?, ?)');
  const noteOf = sqlite.prepare<[string], { note: string }>(
    'SELECT note FROM interactions WHERE call_id = ?',
  );
  const interactions = interactionWriter(handle);

  const writeCall = (draft: Extract<Draft, { kind: 'call' }>): LoggedCall => {
    const { record, caller, pbx, complete, merged } = draft;
    const startedAt = Date.parse(record.startedAt);
    const contactId = contactIdOf(caller);
    const row = upsert.get({
      id: record.id,
      pbx,
      record: JSON.stringify(record),
      caller: JSON.stringify(caller),
      complete: complete ? 1 : 0,
      direction: record.direction,
      disposition: record.disposition,
      e164: record.e164,
      contactId,
      recordingId: record.recording === null ? null : token(),
      startedAt,
      endedAt: record.endedAt === null ? null : Date.parse(record.endedAt),
    });
    for (const extension of extensionsOf(record)) touch.run(record.id, extension, startedAt);
    interactions.upsertCall({
      callId: record.id,
      contactId,
      direction: record.direction,
      result: record.disposition,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      handledBy: record.handledBy,
    });
    for (const id of merged) {
      interactions.removeCall(id, record.id);
      for (const statement of remove) statement.run(id);
    }
    const note = noteOf.get(record.id)?.note ?? '';
    return { pbx, record, caller, complete, merged, note, recordingId: row?.recordingId ?? null };
  };

  const writeOne = (draft: Draft): Entry => {
    const { at, kind } = draft;
    const body =
      kind === 'call' ? writeCall(draft) : { pbx: draft.pbx, from: draft.from, to: draft.to };
    const { lastInsertRowid } = insert.run(at, kind, JSON.stringify(body));
    return { n: Number(lastInsertRowid), at, kind, ...body } as Entry;
  };

  return { write: (drafts) => transaction(handle, () => drafts.map(writeOne)) };
}
