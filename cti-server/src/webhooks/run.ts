import type { Audit } from '../audit/audit.ts';
import type { CallLog } from '../call-log/call-log.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { AddressBlock } from '../kernel/addresses.ts';
import { createAttempt } from './attempt.ts';
import { createCallEvents } from './call-events.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createMessages, type MessageSources } from './message.ts';
import { createSender } from './sender.ts';
import { createWebhookWatch, type WebhookWatch } from './watch.ts';
import type { StoredWebhook, WebhookStore } from './stored.ts';
import type { WayOut } from './way-out.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** Webhooks, and what sends to them while the server runs. */
export interface RunningWebhooks {
  readonly webhooks: Webhooks & Deliveries;
  readonly watch: WebhookWatch;
  start(): void;
  stop(): Promise<void>;
}

const PRUNE_EVERY_MS = 60_000;
/** Where a step found as much as it may take. */
const PRUNE_ON_MS = 200;
const FULL_STEP = 200;

/** Its answer did it, nobody of ours. */
const RECEIVER = { address: '', userAgent: 'HTTP 410' };

/** call-log → call-events → store → sender → way-out. */
export function openWebhooks(
  parts: Omit<MessageSources, 'callLog'> & {
    store: WebhookStore;
    callLog: Pick<CallLog, 'since' | 'find' | 'lastN' | 'subscribe'>;
    secrets: Secrets;
    allowed: readonly AddressBlock[];
    wayOut: WayOut;
    audit: Pick<Audit, 'change'>;
    version: string;
    clock: Clock;
    log: Log;
  },
): RunningWebhooks {
  const { store, callLog, allowed, secrets, wayOut, audit, version, clock, log } = parts;
  const bodyOf = createMessages(parts);
  const attempt = createAttempt({ bodyOf, wayOut, secrets, version, clock, log });
  const sender = createSender({ store, attempt, unwanted, clock, log });
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

  async function unwanted({ id, name }: StoredWebhook): Promise<void> {
    log.warn({ webhook: id }, 'The receiver of a webhook wants no more (410): it is disabled');
    const target = { kind: 'webhook', id, name } as const;
    const changes = [{ field: 'enabled', before: true, after: false }];
    const act = { action: 'webhook-stopped', who: null, from: RECEIVER } as const;
    await audit.change({ ...act, target, before: null, secrets: [], changes }, () =>
      store.stop(id),
    );
  }

  return {
    watch: createWebhookWatch({ store, sender, clock }),
    webhooks: {
      ...createWebhooks({ store, secrets, allowed, news, clock }),
      ...createDeliveries({ store, news, clock }),
    },
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
