import type { Notification } from 'sip.js';
import { expect, test } from 'vitest';
import { messagesTold } from './sip-messages.ts';

const notify = (event: string, body: string) =>
  ({ request: { getHeader: () => event, body } }) as unknown as Notification;

test.each([
  ['message-summary', 'Messages-Waiting: yes\r\nVoice-Message: 2/5 (0/0)\r\n', 2],
  ['message-summary', 'Messages-Waiting: no\r\nVoice-Message: 0/5 (0/0)\r\n', 0],
  ['message-summary', 'Messages-Waiting: yes\r\n', 1],
  ['message-summary', 'nonsense', 0],
  ['message-summary', 'Voice-Message: 99999999999/0', 0],
  ['presence', 'Messages-Waiting: yes', null],
])('%s %j: %s new messages', (event, body, messages) => {
  expect(messagesTold(notify(event, body))).toBe(messages);
});
