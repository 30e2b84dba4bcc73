import { type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import { createDeliveryWriter } from './delivery-store.ts';
import type { WebhookStore } from './stored.ts';
import { webhooks } from './table.ts';

/** The store in an SQLite database. */
export function createWebhookStore(handle: DatabaseHandle): WebhookStore {
  const { db, sqlite } = handle;
  const place = sqlite.prepare<[], number>('SELECT entry FROM webhook_place WHERE row = 1').pluck();
  const deliveries = createDeliveryWriter(handle);
  return {
    ...deliveries,
    list: () => db.select().from(webhooks).orderBy(webhooks.createdAt, webhooks.id).all(),
    get: (id) => db.select().from(webhooks).where(eq(webhooks.id, id)).get() ?? null,
    async save({ events, ...rest }) {
      const set = { ...rest, events: [...events] };
      transaction(handle, () =>
        db.insert(webhooks).values(set).onConflictDoUpdate({ target: webhooks.id, set }).run(),
      );
    },
    async remove(id) {
      transaction(handle, () => db.delete(webhooks).where(eq(webhooks.id, id)).run());
    },
    place: () => place.get() ?? null,
  };
}
