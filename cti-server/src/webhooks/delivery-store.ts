import { type DatabaseHandle, transaction } from '@perezvon/crm-core';
import type { WebhookState } from '../contract/index.ts';
import { createInsert } from './outbox.ts';
import type { StoredDelivery, WebhookStore } from './stored.ts';
import { createTake } from './take.ts';

const DAY_MS = 24 * 60 * 60_000;
/** What is over is kept so long, and of each kind at most so much. */
const KEPT: readonly [WebhookState, number][] = [
  ['delivered', 3 * DAY_MS],
  ['gone', 3 * DAY_MS],
  ['dead', 30 * DAY_MS],
];
const MOST_KEPT = 20_000;
/** No event is told of what happened longer ago (take.ts), so nobody asks for it. */
const CALLS_KEPT_MS = 8 * DAY_MS;
/** One step: some ms. */
const STEP = 200;

const COLUMNS = `n, webhook_id AS webhookId, event_id AS eventId, type, subject, entry, at, begun_at AS begunAt,
  state, tries, due_at AS dueAt, tried_at AS triedAt, status, problem`;

type DeliveryPart = Omit<
  WebhookStore,
  'list' | 'get' | 'add' | 'change' | 'setSecrets' | 'reseal' | 'stop' | 'remove' | 'place'
>;

/** The deliveries of webhooks in an SQLite database. */
export function createDeliveryWriter(handle: DatabaseHandle): DeliveryPart {
  const { sqlite } = handle;
  const select = (rest: string) =>
    sqlite.prepare<unknown[], StoredDelivery>(`SELECT ${COLUMNS} FROM webhook_deliveries ${rest}`);
  const due = select(
    `WHERE webhook_id = ? AND state = 'waiting' AND due_at <= ? ORDER BY due_at, n LIMIT ?`,
  );
  const byN = select('WHERE n = ?');
  const page = select('WHERE webhook_id = ? AND state = ? AND n < ? ORDER BY n DESC LIMIT ?');
  const dead = sqlite
    .prepare<[string], number>(
      `SELECT count(*) FROM webhook_deliveries WHERE webhook_id = ? AND state = 'dead'`,
    )
    .pluck();
  const oldest = sqlite
    .prepare<[string], number>(
      `SELECT at FROM webhook_deliveries WHERE webhook_id = ? AND state = 'waiting' ORDER BY n LIMIT 1`,
    )
    .pluck();
  const end = sqlite.prepare(
    `UPDATE webhook_deliveries SET state = @state, tries = @tries, begun_at = @begunAt, due_at = @dueAt,
       tried_at = @triedAt, status = @status, problem = @problem
     WHERE n = @n AND state = 'waiting'`,
  );
  const count = sqlite.prepare('UPDATE webhooks SET waiting = waiting + ? WHERE id = ?');
  const tried = sqlite.prepare('UPDATE webhooks SET tried_at = ?, problem = ? WHERE id = ?');
  const again = sqlite.prepare(
    `UPDATE webhook_deliveries SET state = 'waiting', tries = 0, begun_at = @now, due_at = @now
     WHERE n IN (SELECT n FROM webhook_deliveries WHERE webhook_id = @webhookId AND state = 'dead'
       AND (@n IS NULL OR n = @n) ORDER BY n LIMIT @most)`,
  );
  const hurry = sqlite.prepare(
    `UPDATE webhook_deliveries SET due_at = @now
     WHERE n IN (SELECT n FROM webhook_deliveries WHERE webhook_id = @webhookId AND state = 'waiting'
       AND due_at > @now ORDER BY due_at, n LIMIT @most)`,
  );
  const insert = createInsert(handle);
  const STATES: readonly WebhookState[] = ['waiting', 'delivered', 'dead', 'gone'];

  return {
    ...createTake(handle),
    addTrial: async ({ webhookId, ...event }) =>
      transaction(handle, () => byN.get(insert(webhookId, event)) as StoredDelivery),
    due: (webhookId, now, limit) => due.all(webhookId, now, limit),
    deliveries: ({ webhookId, state, before, limit }) =>
      // each state has its own place in the index: four short walks instead of a sort
      (state === null ? STATES : [state])
        .flatMap((one) => page.all(webhookId, one, before ?? Number.MAX_SAFE_INTEGER, limit))
        .sort((a, b) => b.n - a.n)
        .slice(0, limit),
    dead: (webhookId) => dead.get(webhookId) ?? 0,
    oldest: (webhookId) => oldest.get(webhookId) ?? null,
    async endTry(ended) {
      const { webhookId, state, triedAt, problem } = ended;
      transaction(handle, () => {
        const isOver = end.run(ended).changes > 0 && state !== 'waiting';
        if (isOver) count.run(-1, webhookId);
        // what is kept no longer was not sent
        if (state !== 'gone') tried.run(triedAt, problem, webhookId);
      });
    },
    hurry: async (of) => transaction(handle, () => hurry.run(of).changes),
    replay: async ({ webhookId, ...which }) =>
      transaction(handle, () => {
        const { changes } = again.run({ webhookId, ...which });
        count.run(changes, webhookId);
        return changes;
      }),
    prune: createPrune(handle),
  };
}

/** Each step is one short transaction. */
function createPrune(handle: DatabaseHandle): WebhookStore['prune'] {
  const { sqlite } = handle;
  const owners = sqlite
    .prepare<[string], string | null>(
      'SELECT min(webhook_id) FROM webhook_deliveries WHERE webhook_id > ?',
    )
    .pluck();
  const isThere = sqlite.prepare('SELECT 1 FROM webhooks WHERE id = ?');
  const oldest = sqlite.prepare<[string, WebhookState], { n: number; begunAt: number }>(
    `SELECT n, begun_at AS begunAt FROM webhook_deliveries
     WHERE webhook_id = ? AND state = ? ORDER BY n LIMIT ${STEP}`,
  );
  const bound = sqlite
    .prepare<[string, WebhookState], number>(
      `SELECT n FROM webhook_deliveries WHERE webhook_id = ? AND state = ?
       ORDER BY n DESC LIMIT 1 OFFSET ${MOST_KEPT}`,
    )
    .pluck();
  const remove = sqlite.prepare('DELETE FROM webhook_deliveries WHERE n = ?');
  const ofNobody = sqlite.prepare(
    `DELETE FROM webhook_deliveries
     WHERE n IN (SELECT n FROM webhook_deliveries WHERE webhook_id = ? LIMIT ${STEP})`,
  );
  const calls = sqlite.prepare(
    `DELETE FROM webhook_calls
     WHERE call_id IN (SELECT call_id FROM webhook_calls WHERE at < ? LIMIT ${STEP})`,
  );

  const forgetOld = sqlite.prepare(
    'UPDATE webhooks SET old_secret = NULL, old_until = NULL WHERE old_until < ?',
  );

  function ofReceiver(id: string, now: number): number {
    let gone = 0;
    for (const [state, kept] of KEPT) {
      const upTo = bound.get(id, state) ?? 0;
      const old = oldest
        .all(id, state)
        .filter(({ n, begunAt }) => n <= upTo || begunAt < now - kept);
      for (const { n } of old) remove.run(n);
      gone += old.length;
    }
    return gone;
  }

  return async (now) =>
    transaction(handle, () => {
      forgetOld.run(now);
      let gone = calls.run(now - CALLS_KEPT_MS).changes;
      for (let id = owners.get(''); id; id = owners.get(id)) {
        gone += isThere.get(id) ? ofReceiver(id, now) : ofNobody.run(id).changes;
        if (gone >= STEP) break;
      }
      return gone;
    });
}
