import { StorageError, type StoredImport } from '@perezvon/crm-core';
import type { User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Writes } from '../writer/writes.ts';
import type { ImportFiles } from './files.ts';
import { readInBatches, rest } from './reading.ts';

/** What working through imports needs. */
export interface RunParts {
  readonly writes: Writes['imports'];
  /** Carries what was committed from the write-ahead log into the file. */
  readonly checkpoint: () => Promise<void>;
  readonly files: Pick<ImportFiles, 'pathOf' | 'remove'>;
  readonly users: () => Promise<readonly User[]>;
  /** Told the E.164 numbers that became known. */
  readonly contactSaved: (numbers: readonly string[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Works through imports, one after another. */
export interface Runs {
  /** One that runs, or is being undone. */
  add(stored: StoredImport): void;
  /** Ends after what is being written; what is left goes on at the next start. */
  stop(): Promise<void>;
}

/** Small checkpoints often, so that no commit has to make a long one by itself. */
const CHECKPOINT_EVERY = 20;
/** Removed in one go: some ms. */
const UNDONE_AT_ONCE = 50;
/** After so long what the disk refused is tried again. */
const AGAIN_MS = 1_000;

/** Nothing runs. */
export function createRuns(parts: RunParts): Runs {
  const { writes, files, clock, log } = parts;
  let isStopped = false;
  let work: Promise<void> = Promise.resolve();
  let wake: (() => void) | null = null;

  /** A disk that is full or locked now is another one later: nothing is lost by waiting. Null: the server stops. */
  async function patiently<T>(write: () => Promise<T>): Promise<T | null> {
    while (!isStopped) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        log.warn({ error: error.message }, 'An import waits for the database');
        await new Promise<void>((resolve) => {
          wake = resolve;
          clock.after(AGAIN_MS, resolve);
        });
      }
    }
    return null;
  }

  let batches = 0;
  async function carryOn(): Promise<void> {
    batches += 1;
    if (batches % CHECKPOINT_EVERY === 0) await patiently(parts.checkpoint);
  }

  async function run({ id, plan, taken }: StoredImport): Promise<void> {
    if (!plan) throw new Error(`Import ${id} runs without a plan`);
    const ownerOf = ownersBy(await parts.users());
    const isDone = await readInBatches({
      file: files.pathOf(id),
      plan,
      ownerOf,
      taken,
      clock,
      async take(batch) {
        const numbers = await patiently(() => writes.take(id, batch));
        if (numbers) await parts.contactSaved(numbers);
        await carryOn();
        return numbers !== null;
      },
    });
    if (isDone) files.remove(id);
    if (isDone) log.info({ import: id }, 'An import of contacts is done');
  }

  async function undo(id: string): Promise<void> {
    for (;;) {
      const began = clock.monotonic();
      if (!(await patiently(() => writes.undo(id, UNDONE_AT_ONCE)))) return;
      await carryOn();
      await rest(clock.monotonic() - began, clock);
    }
  }

  async function doOne(stored: StoredImport): Promise<void> {
    if (isStopped) return;
    const { id, state } = stored;
    try {
      await (state === 'undoing' ? undo(id) : run(stored));
    } catch (error) {
      log.error({ import: id, error: String(error) }, 'An import of contacts failed');
      const code = error instanceof AppError ? error.code : 'import-failed';
      if (await patiently(() => writes.end(id, 'failed', code))) files.remove(id);
    }
  }

  return {
    add(stored) {
      work = work
        .then(() => doOne(stored))
        .catch((error: unknown) => {
          log.error({ import: stored.id, error: String(error) }, 'An import could not be ended');
        });
    },
    async stop() {
      isStopped = true;
      wake?.();
      await work;
    },
  };
}

/** Who is meant by a login, else by a name that only one who works here has. */
function ownersBy(users: readonly User[]): (written: string) => string | null {
  const here = users.filter(({ disabled }) => !disabled);
  const names = new Map<string, string | null>();
  for (const { id, name } of here) {
    const plain = name.trim().toLowerCase();
    names.set(plain, names.has(plain) ? null : id);
  }
  for (const { id, login } of here) names.set(login.toLowerCase(), id);
  return (written) => names.get(written.toLowerCase()) ?? null;
}
