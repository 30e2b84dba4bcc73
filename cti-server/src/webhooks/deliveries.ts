import type { WebhookDelivery, WebhookState } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import { eventIdOf } from './outbox.ts';
import { isSending, type StoredDelivery, type WebhookStore } from './stored.ts';

/** What was sent to a webhook, and what waits. */
export interface Deliveries {
  /** Newest first. */
  deliveries(query: { id: string; state: WebhookState | null; before: number | null }): {
    items: WebhookDelivery[];
    next: number | null;
  };
  /** Sends a message that means nothing. Null when there is none. Throws `AppError` `webhook-disabled`. */
  tryOut(id: string): Promise<WebhookDelivery | null>;
  /** What was given up is sent again: one, or all without `n`. Gives how many. */
  replay(id: string, n: number | null): Promise<number>;
}

const PAGE = 50;
/** In one write: some ms. */
const REPLAY_STEP = 500;

/** `news`: something may be due. */
export function createDeliveries(parts: {
  store: Pick<WebhookStore, 'get' | 'addTrial' | 'deliveries' | 'replay'>;
  news: () => void;
  clock: Pick<Clock, 'now' | 'token'>;
}): Deliveries {
  const { store, news, clock } = parts;
  return {
    deliveries({ id, state, before }) {
      const found = store.deliveries({ webhookId: id, state, before, limit: PAGE + 1 });
      const items = found.slice(0, PAGE).map(shown);
      return { items, next: found.length > PAGE ? (items.at(-1)?.n ?? null) : null };
    },
    async tryOut(id) {
      const webhook = store.get(id);
      if (!webhook) return null;
      if (!isSending(webhook)) throw new AppError('webhook-disabled');
      const eventId = eventIdOf(clock.token(16));
      const trial = { eventId, type: 'webhook.test', subject: id, entry: null } as const;
      const made = await store.addTrial({ webhookId: id, ...trial, at: clock.now() });
      news();
      return shown(made);
    },
    async replay(id, n) {
      let all = 0;
      const of = { webhookId: id, n, most: REPLAY_STEP, now: clock.now() };
      for (let more = true; more; ) {
        const count = await store.replay(of);
        all += count;
        more = count === REPLAY_STEP;
        // calls are written in between
        await nextTurn();
      }
      news();
      return all;
    },
  };
}

function shown(one: StoredDelivery): WebhookDelivery {
  const { n, eventId: id, subject, at, state, tries, dueAt, triedAt, status, problem } = one;
  return {
    n,
    id,
    type: one.type as WebhookDelivery['type'],
    subject,
    at: iso(at),
    state,
    tries,
    nextAt: state === 'waiting' ? iso(dueAt) : null,
    triedAt: triedAt === null ? null : iso(triedAt),
    status,
    problem,
  };
}
