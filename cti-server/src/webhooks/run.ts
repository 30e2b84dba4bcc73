import type { CallLog } from '../call-log/call-log.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { AddressBlock } from '../kernel/addresses.ts';
import { createAttempt } from './attempt.ts';
import { createCallEvents } from './call-events.ts';
import { createMessages, type MessageSources } from './message.ts';
import { createSender, type Sender } from './sender.ts';
import type { WebhookStore } from './stored.ts';
import type { WayOut } from './way-out.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** Webhooks, and what sends to them while the server runs. */
export interface RunningWebhooks {
  readonly webhooks: Webhooks;
  readonly failing: Sender['failing'];
  start(): void;
  stop(): Promise<void>;
}

const PRUNE_EVERY_MS = 60_000;
/** Where a step found as much as it may take. */
const PRUNE_ON_MS = 200;
const FULL_STEP = 200;

/** call-log → call-events → store → sender → way-out. */
export function openWebhooks(
  parts: Omit<MessageSources, 'callLog'> & {
    store: WebhookStore;
    callLog: Pick<CallLog, 'since' | 'find' | 'lastN' | 'subscribe'>;
    secrets: Secrets;
    allowed: readonly AddressBlock[];
    wayOut: WayOut;
    version: string;
    clock: Clock;
    log: Log;
  },
): RunningWebhooks {
  const { store, callLog, allowed, secrets, wayOut, version, clock, log } = parts;
  const bodyOf = createMessages(parts);
  const attempt = createAttempt({ bodyOf, wayOut, secrets, version, clock, log });
  const sender = createSender({ store, attempt, clock, log });
  const { look } = sender;
  const events = createCallEvents({ log: callLog, store, taken: look, clock, logger: log });
  const news = () => {
    events.look();
    look();
  };
  let over = false;
  let cancel = () => {};

  async function prune(): Promise<void> {
    let gone = 0;
    try {
      gone = await store.prune(clock.now());
    } catch (error) {
      log.debug({ error: String(error) }, 'Old deliveries were not removed; trying again later');
    }
    if (over) return;
    cancel = clock.after(gone >= FULL_STEP ? PRUNE_ON_MS : PRUNE_EVERY_MS, () => void prune());
  }

  return {
    failing: sender.failing,
    webhooks: createWebhooks({ store, secrets, allowed, news, clock }),
    start() {
      callLog.subscribe(events.look);
      events.look();
      look();
      cancel = clock.after(PRUNE_EVERY_MS, () => void prune());
    },
    async stop() {
      over = true;
      cancel();
      events.stop();
      await sender.stop();
    },
  };
}
