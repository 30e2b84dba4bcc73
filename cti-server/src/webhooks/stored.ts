import type {
  WebhookEvent,
  WebhookMessageType,
  WebhookProblem,
  WebhookState,
  WebhookStop,
} from '../contract/index.ts';

/** Something that receivers are told. Times ms epoch. */
export interface NewEvent {
  /** The same at each try, for each receiver. */
  readonly eventId: string;
  readonly type: WebhookMessageType;
  readonly subject: string;
  /** Number of the entry of the call log that told it; null where it was none. */
  readonly entry: number | null;
  /** When it was told here. */
  readonly at: number;
}

/** How a try ended and what comes of it. Times ms epoch. */
export interface EndedTry {
  readonly n: number;
  readonly webhookId: string;
  readonly state: WebhookState;
  readonly tries: number;
  readonly begunAt: number;
  readonly dueAt: number;
  readonly triedAt: number;
  readonly status: number | null;
  readonly problem: WebhookProblem | null;
}

/** A webhook as stored; secrets sealed, times ms epoch. */
export interface StoredWebhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly enabled: boolean;
  readonly stopped: WebhookStop | null;
  readonly enabledAt: number;
  readonly createdAt: number;
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly oldUntil: number | null;
  readonly triedAt: number | null;
  readonly problem: WebhookProblem | null;
  readonly waiting: number;
  readonly omitted: number;
}

/** Whether anything is sent to it. */
export function isSending({
  enabled,
  stopped,
}: Pick<StoredWebhook, 'enabled' | 'stopped'>): boolean {
  return enabled && stopped === null;
}

/** What an administrator sets of it, in one write. */
export type WebhookSet = Pick<
  StoredWebhook,
  'name' | 'url' | 'events' | 'enabled' | 'stopped' | 'enabledAt'
>;

/** What messages are signed by, sealed. */
export type SealedSecrets = Pick<StoredWebhook, 'secret' | 'oldSecret' | 'oldUntil'>;

/** One event on its way to one receiver. Times ms epoch. */
export interface StoredDelivery {
  readonly n: number;
  readonly webhookId: string;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  readonly entry: number | null;
  readonly at: number;
  readonly begunAt: number;
  readonly state: WebhookState;
  readonly tries: number;
  readonly dueAt: number;
  readonly triedAt: number | null;
  readonly status: number | null;
  readonly problem: WebhookProblem | null;
}

/** What an entry of the call log tells of a call: event → when it happened. */
export interface TakenCall {
  readonly entry: number;
  readonly callId: string;
  readonly happened: Readonly<Partial<Record<WebhookEvent, number>>>;
}

/** Webhooks and their deliveries. */
export interface WebhookStore {
  list(): StoredWebhook[];
  get(id: string): StoredWebhook | null;
  /** Each of these writes its own columns: none undoes what another wrote meanwhile. */
  add(webhook: WebhookSet & SealedSecrets & Pick<StoredWebhook, 'id' | 'createdAt'>): Promise<void>;
  change(id: string, set: WebhookSet): Promise<void>;
  setSecrets(id: string, secrets: SealedSecrets): Promise<void>;
  /** The same secret sealed by another key; nothing where it was changed meanwhile. */
  reseal(id: string, text: { before: string; after: string }): Promise<void>;
  /** The receiver wants no more. False where it was disabled already. */
  stop(id: string): Promise<boolean>;
  /** Its deliveries go later, in steps. */
  remove(id: string): Promise<void>;
  /** Numbers of the log up to which events were taken; null before the first. */
  place(): number | null;
  /** F10 Events and place are on the disk together: none is lost, none is taken twice. */
  take(taken: { calls: readonly TakenCall[]; upTo: number; now: number }): Promise<void>;
  /** One message for one receiver alone. */
  addTrial(event: NewEvent & { webhookId: string }): Promise<StoredDelivery>;
  /** Due now, the longest first. */
  due(webhookId: string, now: number, limit: number): StoredDelivery[];
  /** Newest first, before a number. */
  deliveries(query: {
    webhookId: string;
    state: WebhookState | null;
    before: number | null;
    limit: number;
  }): StoredDelivery[];
  dead(webhookId: string): number;
  /** Since when the one waits that waits longest (ms epoch); null where none does. */
  oldest(webhookId: string): number | null;
  endTry(ended: EndedTry): Promise<void>;
  /** Those that wait for later are due now, at most `most`; gives how many. */
  hurry(of: { webhookId: string; most: number; now: number }): Promise<number>;
  /** Those that were given up wait again, at most `most`; gives how many. */
  replay(of: { webhookId: string; n: number | null; most: number; now: number }): Promise<number>;
  /** One step of removing what is kept too long; gives how many rows went. */
  prune(now: number): Promise<number>;
}
