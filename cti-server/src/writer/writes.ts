import { createContactStore, type DatabaseHandle } from '@perezvon/crm-core';
import { createEntryPruner, createEntryStore } from '../call-log/entry-store.ts';
import { createCaptureStore } from '../captures/store.ts';
import { createCdrStore } from '../cdr/store.ts';
import type { Clock } from '../kernel/clock.ts';
import { createPlayStore } from '../recordings/plays.ts';
import { createLinkStore, createSessionStore, createUserStore } from '../users/store.ts';

/** Everything that is written to the database while the server runs, over the one connection that may. */
export function createWrites(handle: DatabaseHandle, clock: Clock) {
  return {
    callLog: {
      write: createEntryStore(handle, () => clock.token(16)).write,
      prune: createEntryPruner(handle),
      checkpoint: handle.checkpoint,
    },
    contacts: createContactStore(handle, clock),
    captures: createCaptureStore(handle),
    users: createUserStore(handle, clock),
    sessions: createSessionStore(handle),
    links: createLinkStore(handle),
    plays: createPlayStore(handle),
    cdr: createCdrStore(handle),
  };
}

/** Which methods of those write; the others read, and whoever has a connection reads by it. */
const NAMES = {
  callLog: ['write', 'prune', 'checkpoint'],
  contacts: ['create', 'update'],
  captures: ['save', 'prune'],
  users: ['create', 'update'],
  sessions: ['add', 'seen', 'remove'],
  links: ['replace', 'use'],
  plays: ['add'],
  cdr: ['setPlace', 'saveReconciliation'],
} as const satisfies { [Part in keyof Local]: readonly (keyof Local[Part])[] };

/** The writes by store and name. Each answers with a promise, whatever thread does it. */
export type Writes = {
  readonly [Part in keyof Local]: {
    readonly [Name in (typeof NAMES)[Part][number] & keyof Local[Part]]: Answered<
      Local[Part][Name]
    >;
  };
};

type Local = ReturnType<typeof createWrites>;
type Answered<Method> = Method extends (...args: infer Args) => infer Answer
  ? (...args: Args) => Promise<Awaited<Answer>>
  : never;

/** One write, by its names. Whoever does it may be in another thread: all of it is data. */
export type Write = (part: string, name: string, args: readonly unknown[]) => Promise<unknown>;

/** The writes, each of which is done by `write`. */
export function writesBy(write: Write): Writes {
  return Object.fromEntries(
    Object.entries(NAMES).map(([part, names]) => [
      part,
      Object.fromEntries(
        names.map((name) => [name, (...args: unknown[]) => write(part, name, args)]),
      ),
    ]),
  ) as unknown as Writes;
}

/** Does writes at once, over this connection. */
export function writeTo(handle: DatabaseHandle, clock: Clock): Write {
  const local = createWrites(handle, clock) as unknown as Record<
    string,
    Record<string, (...args: readonly unknown[]) => unknown>
  >;
  return async (part, name, args) => local[part]?.[name]?.(...args);
}
