/** What a receiver may be told. */
export const WEBHOOK_EVENTS = [
  'call.started',
  'call.answered',
  'call.ended',
  'contact.created',
  'contact.updated',
  'contact.removed',
  'deal.created',
  'deal.updated',
  'task.created',
  'task.updated',
] as const;
/** One of them. */
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
