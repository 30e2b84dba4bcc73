import { index, integer, sql, sqliteTable, text } from '@perezvon/crm-core';
import type { WebhookEvent, WebhookProblem, WebhookState, WebhookStop } from '../contract/index.ts';

/** Receivers of events. Times ms epoch. */
export const webhooks = sqliteTable('webhooks', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  url: text('url').notNull(),
  events: text('events', { mode: 'json' }).$type<WebhookEvent[]>().notNull(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  /** Who stopped it, until an administrator enables it. Null: nobody. */
  stopped: text('stopped').$type<WebhookStop>(),
  /** What was before is not told. */
  enabledAt: integer('enabled_at').notNull(),
  createdAt: integer('created_at').notNull(),
  /** Encrypted. */
  secret: text('secret').notNull(),
  /** Encrypted: the one before a change, which signs beside the new one until `oldUntil`. */
  oldSecret: text('old_secret'),
  oldUntil: integer('old_until'),
  /** When something was last sent to it, and what was wrong with that. */
  triedAt: integer('tried_at'),
  problem: text('problem').$type<WebhookProblem>(),
  /** Its deliveries that wait. */
  waiting: integer('waiting').notNull().default(0),
  /** Events that were not kept for it, because too many waited. */
  omitted: integer('omitted').notNull().default(0),
});

/**
 * One event for one receiver. It names what it is about and holds nothing of it, so that who is erased
 * is not kept here. `n` is never used again: receivers see the order by it.
 */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    n: integer('n').primaryKey({ autoIncrement: true }),
    webhookId: text('webhook_id').notNull(),
    /** The same at each try. */
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    subject: text('subject').notNull(),
    /** Number of the entry of the call log that told it. */
    entry: integer('entry'),
    at: integer('at').notNull(),
    /** When its first try was made, or that after it was given up (before it: when it was told): it is tried for a day. */
    begunAt: integer('begun_at').notNull(),
    state: text('state').$type<WebhookState>().notNull(),
    tries: integer('tries').notNull().default(0),
    dueAt: integer('due_at').notNull(),
    triedAt: integer('tried_at'),
    status: integer('status'),
    problem: text('problem').$type<WebhookProblem>(),
  },
  (table) => [
    index('webhook_deliveries_due')
      .on(table.webhookId, table.dueAt, table.n)
      .where(sql`${table.state} = 'waiting'`),
    index('webhook_deliveries_state').on(table.webhookId, table.state, table.n),
  ],
);

/** What was told of a call of late, so that no event of it is told twice. */
export const webhookCalls = sqliteTable(
  'webhook_calls',
  {
    callId: text('call_id').primaryKey(),
    /** Bits: started 1, answered 2, ended 4. */
    told: integer('told').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [index('webhook_calls_at').on(table.at)],
);

/** How far the call log was read: one row. */
export const webhookPlace = sqliteTable('webhook_place', {
  row: integer('row').primaryKey(),
  entry: integer('entry').notNull(),
});
