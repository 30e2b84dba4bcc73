import { type DatabaseHandle, transaction } from '../shared/db.ts';

/** A person as what is kept of them names them. */
export interface DossierSubject {
  readonly contactId: string | null;
  /** E.164. */
  readonly numbers: readonly string[];
  readonly callIds: readonly string[];
}

/** How much there was. */
export interface DossierCount {
  readonly deals: number;
  readonly tasks: number;
  /** Rows of the timeline that people wrote: notes, meetings, letters. */
  readonly written: number;
  readonly photos: number;
}

/** What is kept of a person beside their calls: deals, tasks, notes of the timeline, what they look like. */
export interface Dossiers {
  count(subject: DossierSubject): Promise<DossierCount>;
  /** Removes all of it for good; gives how much it was. */
  erase(subject: DossierSubject): Promise<DossierCount>;
  /** What is done with since before a time (ms epoch): tasks that were done, and written rows of the timeline. */
  eraseBefore(time: number): Promise<void>;
}

const THEIRS = `(contact_id = @contactId OR origin_id IN (SELECT value FROM json_each(@callIds)))`;
const KINDS = {
  deals: `FROM deals WHERE ${THEIRS}`,
  tasks: `FROM tasks WHERE (${THEIRS} OR number IN (SELECT value FROM json_each(@numbers)))`,
  written: `FROM interactions WHERE kind <> 'call' AND ${THEIRS}`,
  photos: 'FROM contact_photos WHERE contact_id = @contactId',
} as const;

/** The statements over an SQLite database. */
export function createDossiers(handle: DatabaseHandle): Dossiers {
  const { sqlite } = handle;
  const count = (from: string) =>
    sqlite.prepare<[object], number>(`SELECT count(*) ${from}`).pluck();
  const counts = {
    deals: count(KINDS.deals),
    tasks: count(KINDS.tasks),
    written: count(KINDS.written),
    photos: count(KINDS.photos),
  };
  const removals = Object.values(KINDS).map((from) => sqlite.prepare<[object]>(`DELETE ${from}`));
  const doneBefore = sqlite.prepare<[number]>('DELETE FROM tasks WHERE done_at < ?');
  const writtenBefore = sqlite.prepare<[number]>(
    "DELETE FROM interactions WHERE kind <> 'call' AND started_at < ?",
  );

  function countOf(named: object): DossierCount {
    return {
      deals: counts.deals.get(named) ?? 0,
      tasks: counts.tasks.get(named) ?? 0,
      written: counts.written.get(named) ?? 0,
      photos: counts.photos.get(named) ?? 0,
    };
  }

  return {
    count: async (subject) => countOf(namedBy(subject)),
    erase: async (subject) =>
      transaction(handle, () => {
        const named = namedBy(subject);
        const found = countOf(named);
        for (const removal of removals) removal.run(named);
        return found;
      }),
    eraseBefore: async (time) =>
      transaction(handle, () => {
        doneBefore.run(time);
        writtenBefore.run(time);
      }),
  };
}

function namedBy({ contactId, numbers, callIds }: DossierSubject) {
  return { contactId, numbers: JSON.stringify(numbers), callIds: JSON.stringify(callIds) };
}
