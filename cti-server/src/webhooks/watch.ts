import type { Clock } from '../kernel/clock.ts';
import type { TryEnd } from './lane.ts';
import type { Sender } from './sender.ts';
import { isSending, type WebhookStore } from './stored.ts';

/** Receivers that get nothing now. */
export interface WebhookTrouble {
  /** They took none of the last messages. */
  readonly failing: number;
  /** Nothing is sent until somebody enables them. */
  readonly stopped: number;
}

/** How it stands with one webhook. */
export interface WebhookReading {
  readonly name: string;
  /** How its tries ended since the start. */
  readonly tries: Readonly<Record<TryEnd, number>>;
  readonly waiting: number;
  readonly dead: number;
  /** How long the one that waits longest has waited; 0 where none does. */
  readonly oldestMs: number;
}

/** How webhooks are, for whoever watches the server. */
export interface WebhookWatch {
  /** Null: there is none that sends or should. */
  trouble(): WebhookTrouble | null;
  readings(): readonly WebhookReading[];
}

/** Read when it is asked for. */
export function createWebhookWatch(parts: {
  store: Pick<WebhookStore, 'list' | 'dead' | 'oldest'>;
  sender: Pick<Sender, 'lane'>;
  clock: Pick<Clock, 'now'>;
}): WebhookWatch {
  const { store, sender, clock } = parts;
  return {
    trouble() {
      const all = store.list();
      const stopped = all.filter((one) => one.stopped !== null).length;
      const sending = all.filter(isSending);
      if (stopped === 0 && sending.length === 0) return null;
      return { failing: sending.filter(({ id }) => sender.lane(id).isFailing()).length, stopped };
    },
    readings: () =>
      store.list().map(({ id, name, waiting }) => ({
        name,
        waiting,
        tries: { ...sender.lane(id).tries },
        dead: store.dead(id),
        oldestMs: Math.max(0, clock.now() - (store.oldest(id) ?? clock.now())),
      })),
  };
}
