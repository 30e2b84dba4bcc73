import { type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import { createDeliveryWriter } from './delivery-store.ts';
import type { WebhookStore } from './stored.ts';
import { webhooks } from './table.ts';

/** The store in an SQLite database. */
export function createWebhookStore(handle: DatabaseHandle): WebhookStore {
  const { db, sqlite } = handle;
  const place = sqlite.prepare<[], number>('SELECT entry FROM webhook_place WHERE row = 1').pluck();
  const reseal = sqlite.prepare(
    `UPDATE webhooks SET secret = CASE secret WHEN @before THEN @after ELSE secret END,
       old_secret = CASE old_secret WHEN @before THEN @after ELSE old_secret END
     WHERE id = @id`,
  );
  const stop = sqlite.prepare(
    `UPDATE webhooks SET enabled = 0, stopped = 'receiver'
     WHERE id = ? AND enabled = 1 AND stopped IS NULL`,
  );
  const deliveries = createDeliveryWriter(handle);
  return {
    ...deliveries,
    list: () => db.select().from(webhooks).orderBy(webhooks.createdAt, webhooks.id).all(),
    get: (id) => db.select().from(webhooks).where(eq(webhooks.id, id)).get() ?? null,
    async add({ events, ...rest }) {
      const row = { ...rest, events: [...events] };
      transaction(handle, () => db.insert(webhooks).values(row).run());
    },
    async change(id, { events, ...rest }) {
      const set = { ...rest, events: [...events] };
      transaction(handle, () => db.update(webhooks).set(set).where(eq(webhooks.id, id)).run());
    },
    async setSecrets(id, secrets) {
      transaction(handle, () => db.update(webhooks).set(secrets).where(eq(webhooks.id, id)).run());
    },
    async reseal(id, text) {
      transaction(handle, () => reseal.run({ id, ...text }));
    },
    stop: async (id) => transaction(handle, () => stop.run(id).changes > 0),
    async remove(id) {
      transaction(handle, () => db.delete(webhooks).where(eq(webhooks.id, id)).run());
    },
    place: () => place.get() ?? null,
  };
}
