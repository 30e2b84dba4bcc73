import { createHash } from 'node:crypto';
import { type DatabaseHandle, together } from '@perezvon/crm-core';
import type { WebhookEvent } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewEvent } from './stored.ts';

/** Deliveries that may wait for one receiver: beyond it events are counted, not kept. */
const MOST_WAITING = 100_000;

/** Puts an event into the row of each receiver that wants it; within a transaction of the caller's. */
export type Enqueue = (event: NewEvent & { readonly happenedAt: number }) => void;

/** The prepared statements. Without a receiver it costs one look at an empty table. */
export function createEnqueue({ sqlite }: DatabaseHandle): Enqueue {
  const wanting = sqlite.prepare<[number, string], { id: string; waiting: number }>(
    `SELECT id, waiting FROM webhooks WHERE enabled = 1 AND enabled_at <= ?
       AND EXISTS (SELECT 1 FROM json_each(events) WHERE value = ?)`,
  );
  const insert = createInsert({ sqlite });
  const omit = sqlite.prepare('UPDATE webhooks SET omitted = omitted + 1 WHERE id = ?');
  return ({ happenedAt, ...event }) => {
    for (const { id, waiting } of wanting.all(happenedAt, event.type)) {
      if (waiting < MOST_WAITING) insert(id, event);
      else omit.run(id);
    }
  };
}

/** Puts an event into the row of one receiver; gives its number. */
export function createInsert({
  sqlite,
}: Pick<DatabaseHandle, 'sqlite'>): (webhookId: string, event: NewEvent) => number {
  const insert = sqlite.prepare(
    `INSERT INTO webhook_deliveries (webhook_id, event_id, type, subject, entry, at, begun_at, state, due_at)
     VALUES (@webhookId, @eventId, @type, @subject, @entry, @at, @at, 'waiting', @at)`,
  );
  const count = sqlite.prepare('UPDATE webhooks SET waiting = waiting + 1 WHERE id = ?');
  return (webhookId, event) => {
    const { lastInsertRowid } = insert.run({ webhookId, ...event });
    count.run(webhookId);
    return Number(lastInsertRowid);
  };
}

/** The id of an event: the same for the same seed, also after a backup was put back. */
export function eventIdOf(seed: string): string {
  return `evt_${createHash('sha256').update(seed).digest('base64url').slice(0, 22)}`;
}

/** Puts what happened now to a contact, deal or task into the outbox; within a transaction of the caller's. */
export type Tell = (type: WebhookEvent, subject: string) => void;

/** Each time is an event of its own. */
export function createTell({ handle, clock }: Outbox): Tell {
  const enqueue = createEnqueue(handle);
  return (type, subject) => {
    const at = clock.now();
    const eventId = eventIdOf(clock.token(16));
    enqueue({ eventId, type, subject, entry: null, at, happenedAt: at });
  };
}

interface Outbox {
  readonly handle: DatabaseHandle;
  readonly clock: Pick<Clock, 'now' | 'token'>;
}

/** Which writes of a store are told, and as what. */
export type ToldWrites<Store> = { readonly [Name in keyof Store]?: WebhookEvent };

/**
 * `store`, with what its writes change put into the outbox: both are on the disk together, or neither, so that a crash
 * in between loses nothing.
 */
export function toldBy<Store extends object>(
  store: Store,
  writes: ToldWrites<Store>,
  outbox: Outbox,
): Store {
  const tell = createTell(outbox);
  const told = Object.entries(writes) as [keyof Store, WebhookEvent][];
  const wrapped = told.map(([name, type]) => {
    const write = store[name] as unknown as (...args: unknown[]) => unknown;
    const telling = (...args: unknown[]) =>
      together(
        outbox.handle,
        () => write(...args),
        (result) => {
          const subject = subjectOf(result, args);
          if (subject !== null) tell(type, subject);
        },
      );
    return [name, telling];
  });
  return { ...store, ...(Object.fromEntries(wrapped) as Partial<Store>) };
}

/** Whose write it was, by what came of it; null where nothing was changed. */
function subjectOf(result: unknown, [first]: readonly unknown[]): string | null {
  if (result === true) return typeof first === 'string' ? first : null;
  const { id, contact } = (result ?? {}) as { id?: unknown; contact?: { id?: unknown } };
  const found = id ?? contact?.id;
  return typeof found === 'string' ? found : null;
}
