import { type Static, Type } from 'typebox';
import { WEBHOOK_EVENTS, type WebhookEvent } from './webhook-events.ts';

/** One of them. */
const Event = Type.Unsafe<WebhookEvent>(
  Type.Union(WEBHOOK_EVENTS.map((type) => Type.Literal(type))),
);

/** What is sent: an event, or the trial that an administrator asks for. */
export type WebhookMessageType = WebhookEvent | 'webhook.test';

/** A receiver of events, as an administrator sets it up. */
export const NewWebhook = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '^[^\\p{C}]*[^\\s\\p{C}][^\\p{C}]*$',
      description: 'one line of text without invisible characters',
      ru: 'одна строка текста без невидимых знаков',
    }),
    /** https only; at an address of the internet, or one that the configuration file allows. */
    url: Type.String({ minLength: 1, maxLength: 500 }),
    events: Type.Array(Event, {
      minItems: 1,
      maxItems: WEBHOOK_EVENTS.length,
      uniqueItems: true,
    }),
    enabled: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type NewWebhook = Static<typeof NewWebhook>;

/** Who stopped a webhook: its receiver, which answered 410, or the restore of a backup, which may be no more than a copy. */
export const WebhookStop = Type.Union([Type.Literal('receiver'), Type.Literal('restore')]);
export type WebhookStop = Static<typeof WebhookStop>;

/** The same as stored. Its secret is told at its making alone. */
export const Webhook = Type.Object({
  ...NewWebhook.properties,
  id: Type.String(),
  /** Until somebody enables it; null: nobody stopped it. What happens after a restore is kept for it meanwhile. */
  stopped: Type.Union([WebhookStop, Type.Null()]),
  since: Type.String({ format: 'date-time' }),
  /** Deliveries that are still tried. */
  waiting: Type.Integer(),
  /** Deliveries that were given up and can be sent again. */
  dead: Type.Integer(),
  /** Events that were not kept for it, because too many waited. */
  omitted: Type.Integer(),
  /** How the last try ended; null where there was none. */
  last: Type.Union([
    Type.Object({ at: Type.String({ format: 'date-time' }), ok: Type.Boolean() }),
    Type.Null(),
  ]),
  /** Of what administrators set; who replaces it says which one they saw. */
  version: Type.String(),
});
export type Webhook = Static<typeof Webhook>;

/** Answer of `GET /api/webhooks`. */
export const Webhooks = Type.Object({ items: Type.Array(Webhook) });
export type Webhooks = Static<typeof Webhooks>;

/** The secret by which a receiver knows that a message is ours, told this once. */
export const WebhookSecret = Type.Object({ id: Type.String(), secret: Type.String() });
export type WebhookSecret = Static<typeof WebhookSecret>;

/** Why a try came to nothing. Never what the receiver said. */
export const WebhookProblem = Type.Union([
  /** The address is not one of the internet, nor allowed. */
  Type.Literal('address'),
  /** DNS knows no address of that name. */
  Type.Literal('name'),
  /** Nobody took the connection, or it broke. */
  Type.Literal('connection'),
  /** The certificate is not trusted, or no TLS was agreed on. */
  Type.Literal('tls'),
  /** No answer in time. */
  Type.Literal('time'),
  /** A redirect, which is never followed. */
  Type.Literal('redirect'),
  /** Another status than 2xx. */
  Type.Literal('status'),
  /** 410: the receiver wants no more, so it gets none. */
  Type.Literal('unwanted'),
  /** The message could not be made: the server's log says why. */
  Type.Literal('internal'),
  /** The secret cannot be read. */
  Type.Literal('secret'),
  /** What was to be told of is kept no longer. */
  Type.Literal('gone'),
]);
export type WebhookProblem = Static<typeof WebhookProblem>;

/** `gone`: never sent, because what it was about was removed. */
export const WebhookState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('delivered'),
  Type.Literal('dead'),
  Type.Literal('gone'),
]);
export type WebhookState = Static<typeof WebhookState>;

/** One event on its way to one receiver. */
export const WebhookDelivery = Type.Object({
  /** The `sequence` of the message. */
  n: Type.Integer(),
  /** The `webhook-id` of the message. */
  id: Type.String(),
  type: Type.Unsafe<WebhookMessageType>(Type.String()),
  /** Id of the call, contact, deal or task. */
  subject: Type.String(),
  at: Type.String({ format: 'date-time' }),
  state: WebhookState,
  tries: Type.Integer(),
  /** When it is tried next; null when it is not any more. */
  nextAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  triedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  /** HTTP status of the last try; null without an answer. */
  status: Type.Union([Type.Integer(), Type.Null()]),
  problem: Type.Union([WebhookProblem, Type.Null()]),
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;

/** Answer of `GET /api/webhooks/:id/deliveries`, newest first; `next`: the `before` of the next page. */
export const WebhookDeliveries = Type.Object({
  items: Type.Array(WebhookDelivery),
  next: Type.Union([Type.Integer(), Type.Null()]),
});
export type WebhookDeliveries = Static<typeof WebhookDeliveries>;

/** Which delivery to send again; without `n` all that were given up. */
export const WebhookReplay = Type.Object(
  { n: Type.Optional(Type.Integer({ minimum: 1 })) },
  { additionalProperties: false },
);
export const WebhookReplayed = Type.Object({ count: Type.Integer() });
export type WebhookReplayed = Static<typeof WebhookReplayed>;
