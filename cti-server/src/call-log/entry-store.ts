import { type DatabaseHandle, transaction, transactional } from '@perezvon/crm-core';
import { createCallWriter } from './call-store.ts';
import { createMemoryWriter } from './memories.ts';
import { createRemoval } from './removal.ts';
import type { Draft, Entry, LoggedCall } from './entry.ts';
import { noteVersion } from './note-version.ts';
import { endedUnseen } from './unseen-end.ts';

/** Writes drafts as numbered entries, together with the calls and their timeline. */
export interface EntryStore {
  /**
   * One transaction, one fsync for all; gives the entries that each draft made, none where its call is
   * not there. Throws `StorageError`: then nothing of it is written.
   */
  write: (drafts: readonly Draft[]) => Entry[][];
}

/** `token` makes an unguessable recording id. */
export function createEntryStore(handle: DatabaseHandle, token: () => string): EntryStore {
  const { sqlite } = handle;
  const calls = createCallWriter(handle, token);
  const insert = sqlite.prepare('INSERT INTO call_log_entries (at, kind, body) VALUES (?, ?, ?)');
  const memories = createMemoryWriter(handle);
  const removal = createRemoval(handle);
  const insertGap = sqlite.prepare('INSERT INTO pbx_gaps (pbx, from_at, to_at) VALUES (?, ?, ?)');

  const insertSeen = sqlite.prepare(
    'INSERT INTO pbx_seen (pbx, at) VALUES (?, ?) ON CONFLICT (pbx) DO UPDATE SET at = excluded.at',
  );

  function number<K extends Entry['kind'], B extends object>(kind: K, at: number, body: B) {
    const { lastInsertRowid } = insert.run(at, kind, JSON.stringify(body));
    return { n: Number(lastInsertRowid), at, kind, ...body };
  }

  function call(at: number, state: Omit<LoggedCall, 'note' | 'outcome' | 'recordingId'>): Entry {
    return number('call', at, calls.save(state));
  }

  /** The call as it is now, with something changed; no entry where it is not there. */
  function change(callId: string, at: number, changed: Partial<LoggedCall>): Entry[] {
    const now = calls.find(callId);
    return now ? [call(at, { ...now, ...changed })] : [];
  }

  function isAsSeen({ callId, version }: Extract<Draft, { kind: 'note' }>): boolean {
    return version === undefined || version === noteVersion(calls.find(callId)?.note ?? '');
  }

  function writeOne(draft: Draft): Entry[] {
    const { at } = draft;
    switch (draft.kind) {
      case 'call': {
        const { pbx, record, caller, complete, merged, memory } = draft;
        for (const callId of merged) memories.save({ pbx, callId, memory: null });
        if (memory !== undefined) memories.save({ pbx, callId: record.id, memory });
        return [call(at, { pbx, record, caller, complete, merged })];
      }
      case 'memory':
        memories.save(draft);
        return [];
      case 'caller':
        return change(draft.callId, at, { caller: draft.caller });
      case 'note':
        return isAsSeen(draft) && calls.setNote(draft.callId, draft.note)
          ? change(draft.callId, at, {})
          : [];
      case 'outcome':
        return calls.setOutcome(draft.callId, draft.outcome) ? change(draft.callId, at, {}) : [];
      case 'choice':
        return calls.choose(draft.callId, draft.caller) ? change(draft.callId, at, {}) : [];
      case 'close':
        return calls
          .openOf(draft.pbx)
          .filter(({ record }) => !draft.stillOpen.has(record.id))
          .map((open) =>
            call(at, { ...open, record: endedUnseen(open.record, draft.seenAt), complete: false }),
          );
      case 'gap': {
        const { pbx, from, to } = draft;
        insertGap.run(pbx, from, to);
        return [number('gap', at, { pbx, from, to })];
      }
      case 'remove':
        removal.remove(draft.callIds);
        return [number('removed', at, { callIds: draft.callIds })];
      case 'forget':
        return removal.forget(draft.callId, draft.forgotten) ? change(draft.callId, at, {}) : [];
      case 'seen':
        insertSeen.run(draft.pbx, at);
        return [];
    }
  }

  const writeAll = transactional(handle, (drafts: readonly Draft[]) => drafts.map(writeOne));

  return {
    write(drafts) {
      try {
        return writeAll(drafts);
      } catch (error) {
        calls.forget();
        throw error;
      }
    },
  };
}

/** Removes at most `most` of the oldest entries beyond the newest `entries` and older than `before` (ms epoch); gives how many. */
export function createEntryPruner(
  handle: DatabaseHandle,
): (keep: { entries: number; before: number; most: number }) => number {
  const { sqlite } = handle;
  const oldest = sqlite.prepare<[number, number], { n: number; at: number }>(
    `SELECT n, at FROM call_log_entries
     WHERE n <= (SELECT max(n) FROM call_log_entries) - ? ORDER BY n LIMIT ?`,
  );
  const remove = sqlite.prepare<[number], unknown>('DELETE FROM call_log_entries WHERE n <= ?');
  return ({ entries, before, most }) => {
    const candidates = oldest.all(entries, most);
    const young = candidates.findIndex(({ at }) => at >= before);
    const old = young < 0 ? candidates : candidates.slice(0, young);
    const newestOld = old.at(-1);
    if (newestOld) transaction(handle, () => remove.run(newestOld.n));
    return old.length;
  };
}
