import { type DatabaseHandle, transaction } from '../shared/db.ts';
import type { Ids } from '../shared/ids.ts';
import type { ContactImport, ImportPlan, ImportRemark, NewImport } from './model.ts';
import type { ReadRecord } from './row.ts';
import { createTaking, type ToldContact } from './taking.ts';
import { createUndoing } from './undoing.ts';

/** An import as it is stored; how much of its file is here, the file says. */
export type StoredImport = Omit<ContactImport, 'received'> & { readonly plan: ImportPlan | null };

/** The next records of a file. */
export interface ImportBatch {
  /** How many were dealt with before: what was written already is not written again. */
  readonly after: number;
  readonly records: readonly ReadRecord[];
  readonly known: ImportPlan['known'];
  /** No more follow. */
  readonly isLast: boolean;
}

/** Imports of contacts. Each method is one transaction. */
export interface ImportStore {
  get(id: string): StoredImport | null;
  /** The newest first. */
  list(limit: number): StoredImport[];
  /** Those that a stop of the server cut short. */
  unfinished(): StoredImport[];
  remarksAfter(id: string, row: number, limit: number): (ImportRemark & { readonly row: number })[];
  create(asked: NewImport, by: { id: string; name: string }): StoredImport;
  /** Null where it waits no more. */
  begin(id: string, plan: ImportPlan, total: number): StoredImport | null;
  /** The numbers that became known; null where it runs no more, or the batch was written before. */
  take(id: string, batch: ImportBatch): readonly string[] | null;
  /** Ends one that runs, or waits; null where it does neither. */
  end(id: string, state: 'cancelled' | 'failed', failure: string | null): StoredImport | null;
  /** Null where it did not end. */
  beginUndoing(id: string): StoredImport | null;
  /** Removes some of what it made and nobody used since; gives whether there is more. */
  undo(id: string, most: number): boolean;
  /** Of those that ended before `at`: what was said of lines, and that they were. What they made can't be undone then. */
  forget(before: number): number;
}

type Row = Omit<StoredImport, 'createdAt' | 'endedAt' | 'plan'> & {
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly plan: string | null;
};

const SELECT = `
  SELECT id, file_name AS fileName, bytes, state, user_name AS "by", created_at AS createdAt, ended_at AS endedAt,
    plan, total, taken, added, companies, joined, left_out AS "left", refused, remarks, failure, removed, kept
  FROM contact_imports`;

const ADVANCE = `
  UPDATE contact_imports SET taken = taken + @taken, added = added + @added, companies = companies + @companies,
    joined = joined + @joined, left_out = left_out + @left, refused = refused + @refused,
    remarks = remarks + @remarks, state = iif(@isLast, 'done', state), ended_at = iif(@isLast, @now, NULL)
  WHERE id = @id`;

/** Imports in an SQLite database; `told` is told of each contact that they change. */
export function createImportStore(
  handle: DatabaseHandle,
  ids: Ids,
  told: ToldContact = () => {},
): ImportStore {
  const { sqlite } = handle;
  const one = sqlite.prepare<[string], Row>(`${SELECT} WHERE id = ?`);
  const newest = sqlite.prepare<[number], Row>(`${SELECT} ORDER BY row DESC LIMIT ?`);
  const cutShort = sqlite.prepare<[], Row>(
    `${SELECT} WHERE state IN ('running', 'undoing') ORDER BY row`,
  );
  const remarks = sqlite.prepare<[string, number, number], ImportRemark & { row: number }>(
    `SELECT row, line, field, reason, refused FROM import_remarks
     WHERE import_row = (SELECT row FROM contact_imports WHERE id = ?) AND row > ? ORDER BY row LIMIT ?`,
  );
  const insert = sqlite.prepare(
    `INSERT INTO contact_imports (id, file_name, bytes, state, user_id, user_name, created_at)
     VALUES (@id, @fileName, @bytes, 'waiting', @userId, @userName, @now)`,
  );
  const begin = sqlite.prepare(
    "UPDATE contact_imports SET state = 'running', plan = @plan, total = @total WHERE id = @id AND state = 'waiting'",
  );
  const end = sqlite.prepare(
    `UPDATE contact_imports SET state = @state, failure = @failure, ended_at = @now
     WHERE id = @id AND state IN ('waiting', 'running')`,
  );
  const forget = sqlite.prepare(
    "DELETE FROM contact_imports WHERE ended_at < ? AND state NOT IN ('waiting', 'running', 'undoing')",
  );
  const take = createBatches(handle, ids, told);
  const undoing = createUndoing(handle, ids, told);

  function get(id: string): StoredImport | null {
    const row = one.get(id);
    return row ? importOf(row) : null;
  }
  const whereChanged = (id: string, { changes }: { changes: number }) =>
    changes > 0 ? get(id) : null;

  return {
    get,
    list: (limit) => newest.all(limit).map(importOf),
    unfinished: () => cutShort.all().map(importOf),
    remarksAfter: (id, row, limit) =>
      remarks
        .all(id, row, limit)
        .map((remark) => ({ ...remark, refused: Boolean(remark.refused) })),
    create: ({ fileName, bytes }, by) =>
      transaction(handle, () => {
        const id = ids.id();
        insert.run({ id, fileName, bytes, userId: by.id, userName: by.name, now: ids.now() });
        const made = get(id);
        if (!made) throw new Error(`Import ${id} is not there after it was written`);
        return made;
      }),
    begin: (id, plan, total) =>
      transaction(handle, () =>
        whereChanged(id, begin.run({ id, plan: JSON.stringify(plan), total })),
      ),
    take: (id, batch) => transaction(handle, () => take(id, batch, one.get(id))),
    end: (id, state, failure) =>
      transaction(handle, () => whereChanged(id, end.run({ id, state, failure, now: ids.now() }))),
    beginUndoing: (id) => transaction(handle, () => whereChanged(id, undoing.begin(id))),
    undo: (id, most) => transaction(handle, () => undoing.step(id, most)),
    forget: (before) => transaction(handle, () => forget.run(before).changes),
  };
}

function createBatches(handle: DatabaseHandle, ids: Ids, told: ToldContact) {
  const { sqlite } = handle;
  const takeOne = createTaking(handle, ids, told);
  const advance = sqlite.prepare(ADVANCE);
  const remark = sqlite.prepare(
    `INSERT INTO import_remarks (import_row, line, field, reason, refused)
     VALUES ((SELECT row FROM contact_imports WHERE id = @id), @line, @field, @reason, @refused)`,
  );

  return (id: string, batch: ImportBatch, now: Row | undefined): readonly string[] | null => {
    if (now?.state !== 'running' || now.taken !== batch.after) return null;
    const count = { added: 0, companies: 0, joined: 0, left: 0, refused: 0, remarks: 0 };
    const numbers: string[] = [];
    for (const { contact, remarks } of batch.records) {
      const taken = contact && takeOne(id, contact, batch.known);
      const said = [...remarks, ...(taken?.remarks ?? [])];
      for (const one of said) remark.run({ ...one, id, refused: one.refused ? 1 : 0 });
      count.remarks += said.length;
      if (taken) count[taken.outcome] += 1;
      else if (said.some(({ refused }) => refused)) count.refused += 1;
      if (taken?.company) count.companies += 1;
      numbers.push(...(taken?.e164 ?? []));
    }
    const isLast = batch.isLast ? 1 : 0;
    advance.run({ id, ...count, taken: batch.records.length, isLast, now: ids.now() });
    return numbers;
  };
}

function importOf({ createdAt, endedAt, plan, ...row }: Row): StoredImport {
  return {
    ...row,
    plan: plan === null ? null : (JSON.parse(plan) as ImportPlan),
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
}
