import type { WebhookDelivery } from '@perezvon/cti-server/contract';

/** Where the server has them. */
export const PATH = '/api/webhooks';
/** Under which their list is kept. */
export const KEY = ['webhooks'];

/** Where the server has one of them. */
export function pathOf({ id }: { readonly id: string }): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}

/** The page of what a delivery is about; null where there is none, or none any more. */
export function subjectPath({ type, subject }: Pick<WebhookDelivery, 'type' | 'subject'>) {
  const id = encodeURIComponent(subject);
  if (type.startsWith('call.')) return `/calls/${id}`;
  return type.startsWith('contact.') && type !== 'contact.removed' ? `/contacts/${id}` : null;
}
