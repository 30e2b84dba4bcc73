import { type ImportStore, isCountry, type StoredImport } from '@perezvon/crm-core';
import type {
  ContactImport,
  ImportPlan,
  ImportPreview,
  ImportReading,
  ImportRemarks,
  NewImport,
} from '@perezvon/crm-core/model';
import type { User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { ImportFiles } from './files.ts';
import { lookAt, readThrough } from './look.ts';
import { createRuns, type RunParts } from './runs.ts';

/** Imports of contacts from CSV files: the file comes, is looked at, is worked through, may be undone. */
export interface ContactImports {
  readonly mostBytes: number;
  list(): ContactImport[];
  get(id: string): ContactImport | null;
  /** Throws `import-empty`, `import-too-large`, `import-many`. */
  create(asked: NewImport, by: Pick<User, 'id' | 'name'>): Promise<ContactImport>;
  /**
   * The next part of the file. Throws `import-part`, `import-over`; with the last part what is wrong with the whole file,
   * which then waits no more.
   */
  append(id: string, at: number, part: Buffer): Promise<ContactImport | null>;
  /** Throws what is wrong with the file; `import-part` where it is not whole yet. */
  look(
    id: string,
    options: { asked: Partial<ImportReading>; country: string },
  ): Promise<ImportPreview | null>;
  /** Goes on in the background. Throws as `look`, and `import-no-name`, `import-empty`, `import-over`. */
  start(id: string, plan: ImportPlan): Promise<ContactImport | null>;
  /** What is added stays. Throws `import-over`. */
  cancel(id: string): Promise<ContactImport | null>;
  /** Goes on in the background. Throws `import-over`. */
  undo(id: string): Promise<ContactImport | null>;
  /** What there is to say of lines, a page of it. */
  remarks(id: string, after: number): ImportRemarks;
  /** Goes on with what a stop cut short, and clears away what is old. */
  resume(): Promise<void>;
  /** Ends after what is being written. */
  stop(): Promise<void>;
}

const SHOWN = 20;
const REMARKS_AT_ONCE = 200;
/** Files that wait hold people's data and room on the disk. */
const MOST_WAITING = 5;
const WAITS_MS = 24 * 3_600_000;
/** So long an import can be undone. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Imports kept in `store`, their files in `files`. */
export function createContactImports(parts: {
  store: Pick<ImportStore, 'get' | 'list' | 'unfinished' | 'remarksAfter'>;
  writes: RunParts['writes'];
  files: ImportFiles;
  mostBytes: number;
  checkpoint: RunParts['checkpoint'];
  users: RunParts['users'];
  contactSaved: RunParts['contactSaved'];
  clock: Clock;
  log: Log;
}): ContactImports {
  const { store, writes, files, mostBytes, clock } = parts;
  const runs = createRuns(parts);
  const shown = ({ plan: _plan, ...stored }: StoredImport): ContactImport => ({
    ...stored,
    received: stored.state === 'waiting' ? files.received(stored.id) : stored.bytes,
  });

  /** Null where there is none; throws where it does not wait any more. */
  function waiting(id: string): StoredImport | null {
    const stored = store.get(id);
    if (stored && stored.state !== 'waiting') throw new AppError('import-over');
    return stored;
  }

  /** The same, with its file whole. */
  function whole(id: string): StoredImport | null {
    const stored = waiting(id);
    const received = stored ? files.received(id) : 0;
    if (stored && received < stored.bytes)
      throw new AppError('import-part', { values: { received } });
    return stored;
  }

  /** Those whose file is still to be read. */
  const withFile = () =>
    store.list(1_000).filter(({ state }) => state === 'waiting' || state === 'running');

  async function clear(): Promise<void> {
    await writes.forget(clock.now() - KEPT_MS);
    for (const { id, state, createdAt } of withFile()) {
      const isOld = clock.now() - Date.parse(createdAt) > WAITS_MS;
      if (state === 'waiting' && isOld) await writes.end(id, 'cancelled', null);
    }
    files.keepOnly(new Set(withFile().map(({ id }) => id)));
  }

  /** A file that can never be read takes no place of those that wait. */
  async function mustBeReadable(id: string): Promise<void> {
    try {
      await readThrough(files.pathOf(id));
    } catch (error) {
      if (error instanceof AppError) {
        await writes.end(id, 'failed', error.code);
        files.remove(id);
      }
      throw error;
    }
  }

  return {
    mostBytes,
    list: () => store.list(SHOWN).map(shown),
    get(id) {
      const stored = store.get(id);
      return stored && shown(stored);
    },
    async create(asked, by) {
      if (asked.bytes === 0) throw new AppError('import-empty');
      if (asked.bytes > mostBytes) {
        const most = Math.floor(mostBytes / 1_048_576);
        throw new AppError('import-too-large', { values: { most } });
      }
      await clear();
      const waits = store.list(1_000).filter(({ state }) => state === 'waiting');
      if (waits.length >= MOST_WAITING)
        throw new AppError('import-many', { values: { most: MOST_WAITING } });
      return shown(await writes.create(asked, { id: by.id, name: by.name }));
    },
    async append(id, at, part) {
      const stored = waiting(id);
      if (!stored) return null;
      if (at + part.length > stored.bytes) {
        throw new AppError('import-part', { values: { received: files.received(id) } });
      }
      await files.append(id, at, part);
      if (files.received(id) === stored.bytes) await mustBeReadable(id);
      return shown(stored);
    },
    look: async (id, options) => (whole(id) ? lookAt(files.pathOf(id), options) : null),
    async start(id, plan) {
      if (!whole(id)) return null;
      if (!plan.columns.some((field) => field === 'name' || field === 'company')) {
        throw new AppError('import-no-name', { fields: { columns: 'required' } });
      }
      if (!isCountry(plan.country))
        throw new AppError('import-country', { fields: { country: 'wrong' } });
      const { reading, country } = plan;
      const { total } = await lookAt(files.pathOf(id), { asked: reading, country });
      if (total === 0) throw new AppError('import-empty');
      const begun = await writes.begin(id, plan, total);
      if (!begun) throw new AppError('import-over');
      runs.add(begun);
      return shown(begun);
    },
    async cancel(id) {
      if (!store.get(id)) return null;
      const ended = await writes.end(id, 'cancelled', null);
      if (!ended) throw new AppError('import-over');
      files.remove(id);
      return shown(ended);
    },
    async undo(id) {
      if (!store.get(id)) return null;
      const begun = await writes.beginUndoing(id);
      if (!begun) throw new AppError('import-over');
      runs.add(begun);
      return shown(begun);
    },
    remarks(id, after) {
      const page = store.remarksAfter(id, after, REMARKS_AT_ONCE);
      const next = page.length === REMARKS_AT_ONCE ? (page.at(-1)?.row ?? null) : null;
      return { items: page.map(({ row: _row, ...remark }) => remark), next };
    },
    async resume() {
      await clear();
      for (const stored of store.unfinished()) runs.add(stored);
    },
    stop: runs.stop,
  };
}
