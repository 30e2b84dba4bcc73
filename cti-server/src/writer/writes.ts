import {
  createContactStore,
  createDealStore,
  createDossiers,
  createImportStore,
  createInteractionStore,
  createPhotoStore,
  createTaskStore,
  type DatabaseHandle,
  together,
} from '@perezvon/crm-core';
import { type PlannedChange, type PlannedChanges, rowOfChange } from '../audit/change.ts';
import { createAuditStore } from '../audit/store.ts';
import type { LogWrites } from '../call-log/call-log.ts';
import type { Entry } from '../call-log/entry.ts';
import { createEntryPruner, createEntryStore } from '../call-log/entry-store.ts';
import { createCaptureStore } from '../captures/store.ts';
import { createCdrStore } from '../cdr/store.ts';
import type { Clock } from '../kernel/clock.ts';
import { createConnectionStore } from '../pbx/connection-store.ts';
import { createMissedStore } from '../missed/store.ts';
import { createPlayStore } from '../recordings/plays.ts';
import { createQualityStore } from '../quality/store.ts';
import { createMarkStore } from '../recordings/marks.ts';
import { createFilterStore } from '../users/filter-store.ts';
import { createRetentionStore } from '../retention/store.ts';
import { createLinkStore, createSessionStore, createUserStore } from '../users/store.ts';
import { createOpenIdStore } from '../users/open-id-store.ts';
import { createPlaceStore } from '../users/place-store.ts';
import { createFactorStore } from '../users/second-factor-store.ts';
import { createApiTokenStore } from '../users/api-token-store.ts';
import { createTeamStore } from '../users/team-store.ts';
import { createSettingStore } from '../firm/store.ts';
import { createTollStore } from '../tolls/store.ts';
import { createTell, toldBy } from '../webhooks/outbox.ts';
import { createWebhookStore } from '../webhooks/store.ts';

/** Everything that is written to the database while the server runs, over the one connection that may. */
export function createWrites(handle: DatabaseHandle, clock: Clock) {
  const outbox = { handle, clock };
  const tell = createTell(outbox);
  return {
    callLog: {
      write: createEntryStore(handle, () => clock.token(16)).write,
      prune: createEntryPruner(handle),
      checkpoint: handle.checkpoint,
    },
    database: { emptyLog: handle.emptyLog },
    contacts: toldBy(
      createContactStore(handle, clock),
      {
        create: 'contact.created',
        update: 'contact.updated',
        addNumber: 'contact.updated',
        remove: 'contact.removed',
      },
      outbox,
    ),
    photos: createPhotoStore(handle, clock),
    imports: createImportStore(handle, clock, (what, id) => tell(`contact.${what}`, id)),
    deals: toldBy(
      createDealStore(handle, clock),
      { create: 'deal.created', update: 'deal.updated' },
      outbox,
    ),
    tasks: toldBy(
      createTaskStore(handle, clock),
      { create: 'task.created', update: 'task.updated' },
      outbox,
    ),
    interactions: createInteractionStore(handle, clock),
    dossiers: createDossiers(handle),
    captures: createCaptureStore(handle),
    users: createUserStore(handle, clock),
    teams: createTeamStore(handle, clock),
    places: createPlaceStore(handle, clock),
    factors: createFactorStore(handle),
    openId: createOpenIdStore(handle, clock),
    sessions: createSessionStore(handle),
    links: createLinkStore(handle),
    plays: createPlayStore(handle),
    marks: createMarkStore(handle, clock),
    filters: createFilterStore(handle, clock),
    missed: createMissedStore(handle),
    quality: createQualityStore(handle),
    cdr: createCdrStore(handle),
    connections: createConnectionStore(handle),
    audit: createAuditStore(handle),
    retention: createRetentionStore(handle),
    firm: createSettingStore(handle),
    apiTokens: createApiTokenStore(handle),
    tolls: createTollStore(handle),
    webhooks: createWebhookStore(handle),
  };
}

/** Which methods of those write; the others read, and whoever has a connection reads by it. */
const NAMES = {
  callLog: ['write', 'prune', 'checkpoint'],
  database: ['emptyLog'],
  contacts: ['create', 'update', 'addNumber', 'remove', 'wipeWords'],
  photos: ['put', 'remove'],
  imports: ['create', 'begin', 'take', 'end', 'beginUndoing', 'undo', 'forget'],
  deals: ['create', 'update'],
  tasks: ['create', 'update'],
  interactions: ['add'],
  dossiers: ['erase', 'eraseBefore'],
  captures: ['write', 'remove', 'prune'],
  users: ['create', 'update'],
  teams: ['save', 'remove'],
  places: ['add', 'setDevice', 'setPassword', 'remove', 'take', 'leave'],
  factors: ['begin', 'confirm', 'useStep', 'useRecovery', 'reseal', 'remove'],
  openId: ['bind', 'unbind'],
  sessions: ['add', 'proven', 'seen', 'remove'],
  links: ['replace', 'use'],
  plays: ['add'],
  marks: ['add', 'remove'],
  filters: ['save', 'remove'],
  missed: ['claim', 'release', 'done', 'undo'],
  quality: ['put'],
  cdr: ['setPlace', 'saveReconciliation'],
  connections: ['save', 'remove'],
  audit: ['add'],
  retention: [
    'saveRules',
    'removeEntries',
    'removeFindings',
    'removeChoices',
    'removeMarksBefore',
    'removeDaysBefore',
    'removeMissed',
    'removeFilters',
    'beginErasure',
    'addErasure',
  ],
  firm: ['set'],
  apiTokens: ['add', 'used', 'remove'],
  tolls: ['setCount'],
  webhooks: [
    ...(['add', 'change', 'setSecrets', 'reseal', 'stop', 'remove'] as const),
    ...(['take', 'addTrial', 'endTry', 'hurry', 'replay', 'prune'] as const),
  ],
} as const satisfies { [Part in keyof Local]: readonly (keyof Local[Part])[] };

/** The writes by store and name. Each answers with a promise, whatever thread does it. */
export type Writes = Omit<Plain, 'callLog'> & { readonly callLog: LogWrites };

type Plain = {
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

/**
 * One write, by its names. Whoever does it may be in another thread: all of it is data. `args` as a function
 * is called when its turn comes.
 */
export type Write = (
  part: string,
  name: string,
  args: readonly unknown[] | (() => readonly unknown[]),
) => Promise<unknown>;

/** A checkpoint can't be within a transaction. */
export function isAlone({ part, name }: { part: string; name: string }): boolean {
  return part === 'database' || (part === 'callLog' && name === 'checkpoint');
}

/** The writes, each of which is done by `write`. */
export function writesBy(write: Write): Writes {
  const plain = Object.fromEntries(
    Object.entries(NAMES).map(([part, names]) => [
      part,
      Object.fromEntries(
        names.map((name) => [name, (...args: unknown[]) => write(part, name, args)]),
      ),
    ]),
  ) as unknown as Plain;
  const asDrafted: LogWrites['write'] = async (take) =>
    (await write('callLog', 'write', () => [take()])) as Entry[][];
  return { ...plain, callLog: { ...plain.callLog, write: asDrafted } };
}

/** Does writes at once, over this connection. */
export function writeTo(handle: DatabaseHandle, clock: Clock): Write {
  const local = createWrites(handle, clock) as unknown as Record<
    string,
    Record<string, (...args: readonly unknown[]) => unknown>
  >;
  const { append } = createAuditStore(handle);
  const given = (args: readonly unknown[] | (() => readonly unknown[])) =>
    typeof args === 'function' ? args() : args;

  /** A2 A setting and its row of the audit log: both, or none. */
  function noted({ part, name, args, change }: NotedWrite): unknown {
    return together(
      handle,
      () => local[part]?.[name]?.(...args),
      (result) => {
        const row = rowOfChange(change, { part, name, args, result });
        if (row) append(row);
      },
    );
  }

  return async (part, name, args) =>
    part === NOTED ? noted(given(args)[0] as NotedWrite) : local[part]?.[name]?.(...given(args));
}

/** Stands for the part where a write bears what is to be noted of it. */
const NOTED = 'noted';

/** A write with its row of the audit log. */
interface NotedWrite {
  readonly part: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly change: PlannedChange;
}

/** `write` where a change that is planned goes with the write that makes it. */
export function notingChanges(write: Write, planned: Pick<PlannedChanges, 'take'>): Write {
  return (part, name, args) => {
    const change = planned.take(part, name);
    if (!change) return write(part, name, args);
    const whole = typeof args === 'function' ? args() : args;
    return write(NOTED, name, [{ part, name, args: whole, change } satisfies NotedWrite]);
  };
}
