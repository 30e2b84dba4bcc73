import { expect, test } from 'vitest';
import { subjectPath } from './path.ts';

test('a delivery leads to its call or contact, and nowhere where there is no page of it', () => {
  const path = (type: Parameters<typeof subjectPath>[0]['type']) =>
    subjectPath({ type, subject: 'a/1' });
  expect(path('call.ended')).toBe('/calls/a%2F1');
  expect(path('contact.updated')).toBe('/contacts/a%2F1');
  for (const type of ['contact.removed', 'deal.created', 'task.updated', 'webhook.test'] as const)
    expect(path(type)).toBeNull();
});
