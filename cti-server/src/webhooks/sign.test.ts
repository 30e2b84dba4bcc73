import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { systemClock } from '../kernel/clock.ts';
import { newSecret, signed } from './sign.ts';

const body = JSON.stringify({ id: 'evt_1', who: 'Анна' });
const message = (now: number, secrets: readonly string[]) =>
  signed({ id: 'evt_1', body, now }, secrets);

test('F10 the Standard Webhooks library takes what is signed, and nothing that was changed', () => {
  const secret = newSecret(systemClock);
  const headers = message(Date.now(), [secret]);
  const library = new Webhook(secret);
  expect(library.verify(body, headers)).toEqual({ id: 'evt_1', who: 'Анна' });
  expect(() => library.verify(body.replace('evt_1', 'evt_2'), headers)).toThrow(
    'No matching signature',
  );
  expect(() => library.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow(
    'No matching signature',
  );
  expect(() => new Webhook(newSecret(systemClock)).verify(body, headers)).toThrow(
    'No matching signature',
  );
});

test('F10 the library signs the same', () => {
  const secret = newSecret(systemClock);
  const now = Date.UTC(2026, 10, 26, 13);
  expect(message(now, [secret])['webhook-signature']).toBe(
    new Webhook(secret).sign('evt_1', new Date(now), body),
  );
});

test('F10 a message that is more than five minutes old, or new, is refused by the library', () => {
  const secret = newSecret(systemClock);
  const library = new Webhook(secret);
  const at = (seconds: number) => message(Date.now() + seconds * 1_000, [secret]);
  for (const off of [-310, 310]) expect(() => library.verify(body, at(off))).toThrow('timestamp');
  for (const off of [-290, 290]) expect(library.verify(body, at(off))).toBeTruthy();
});

test('while one secret takes the place of another, receivers may know either', () => {
  const [now, before] = [newSecret(systemClock), newSecret(systemClock)];
  const headers = message(Date.now(), [now, before]);
  for (const known of [now, before]) expect(new Webhook(known).verify(body, headers)).toBeTruthy();
});
