import type { DatabaseHandle } from '../shared/db.ts';
import type { Ids } from '../shared/ids.ts';
import type { ToldContact } from './taking.ts';

interface Made {
  readonly row: number;
  readonly id: string;
}

// People come after the company that was made for them, so from the last to the first a company is empty when its turn comes.
const MADE = `
  SELECT row, id FROM contacts WHERE import_id = @id AND row < @from ORDER BY row DESC LIMIT @most`;

const REMOVE_UNUSED = `
  DELETE FROM contacts AS c WHERE id = @id AND changed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM interactions WHERE contact_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM deals WHERE contact_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM tasks WHERE contact_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM contact_photos WHERE contact_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM contacts WHERE company_id = c.id)`;

/** Takes back what an import made; within a transaction of who calls it. */
export function createUndoing({ sqlite }: DatabaseHandle, ids: Ids, told: ToldContact) {
  const begin = sqlite.prepare(
    `UPDATE contact_imports SET state = 'undoing', undone_from = NULL, removed = 0, kept = 0
     WHERE id = ? AND state IN ('done', 'cancelled', 'failed')`,
  );
  const made = sqlite.prepare<[{ id: string; from: number; most: number }], Made>(MADE);
  const remove = sqlite.prepare<[Pick<Made, 'id'>]>(REMOVE_UNUSED);
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
      let removed = 0;
      for (const { id: contact } of found) {
        if (remove.run({ id: contact }).changes === 0) continue;
        removed += 1;
        told('removed', contact);
      }
      const more = found.length === most;
      const counts = { removed, kept: found.length - removed };
      const last = found.at(-1)?.row ?? before;
      advance.run({ id, ...counts, from: last, more: more ? 1 : 0, now: ids.now() });
      return more;
    },
  };
}
