import type { DatabaseHandle } from '../shared/db.ts';
import type { Ids } from '../shared/ids.ts';

/** A contact of an import, and whether something came of it since. */
interface Made {
  readonly row: number;
  readonly id: string;
  readonly used: number;
}

// People come after the company that was made for them, so from the last to the first a company is empty when its turn comes.
const MADE = `
  SELECT c.row, c.id, c.changed_at IS NOT NULL
    OR EXISTS (SELECT 1 FROM interactions WHERE contact_id = c.id)
    OR EXISTS (SELECT 1 FROM deals WHERE contact_id = c.id)
    OR EXISTS (SELECT 1 FROM tasks WHERE contact_id = c.id)
    OR EXISTS (SELECT 1 FROM contact_photos WHERE contact_id = c.id)
    OR EXISTS (SELECT 1 FROM contacts WHERE company_id = c.id) AS used
  FROM contacts c WHERE c.import_id = @id AND c.row < @from ORDER BY c.row DESC LIMIT @most`;

/** Takes back what an import made; within a transaction of who calls it. */
export function createUndoing({ sqlite }: DatabaseHandle, ids: Ids) {
  const begin = sqlite.prepare(
    `UPDATE contact_imports SET state = 'undoing', undone_from = NULL, removed = 0, kept = 0
     WHERE id = ? AND state IN ('done', 'cancelled', 'failed')`,
  );
  const made = sqlite.prepare<[{ id: string; from: number; most: number }], Made>(MADE);
  const remove = sqlite.prepare('DELETE FROM contacts WHERE id = ?');
  const from = sqlite
    .prepare<[string], number | null>(
      "SELECT undone_from FROM contact_imports WHERE id = ? AND state = 'undoing'",
    )
    .pluck();
  const advance = sqlite.prepare(
    `UPDATE contact_imports SET removed = removed + @removed, kept = kept + @kept, undone_from = @from,
       state = iif(@more, state, 'undone'), ended_at = @now
     WHERE id = @id`,
  );

  return {
    begin: (id: string) => begin.run(id),
    step(id: string, most: number): boolean {
      const before = from.get(id);
      if (before === undefined) return false;
      const found = made.all({ id, from: before ?? Number.MAX_SAFE_INTEGER, most });
      const unused = found.filter(({ used }) => used === 0);
      for (const one of unused) remove.run(one.id);
      const more = found.length === most;
      const counts = { removed: unused.length, kept: found.length - unused.length };
      const last = found.at(-1)?.row ?? before;
      advance.run({ id, ...counts, from: last, more: more ? 1 : 0, now: ids.now() });
      return more;
    },
  };
}
