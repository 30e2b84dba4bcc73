import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { createLog, type Log, silentLog } from '../kernel/log.ts';
import { createSecrets } from '../kernel/secrets.ts';
import { createAttempt } from './attempt.ts';
import { createSender, type Sender } from './sender.ts';
import { recordOf } from './sealed.ts';
import type { EndedTry, StoredDelivery, StoredWebhook } from './stored.ts';
import type { TryOutcome } from './way-out.ts';

const secrets = createSecrets([Buffer.alloc(32, 7)]);
const SECRET = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const webhook = (id: string, changed: Partial<StoredWebhook> = {}): StoredWebhook => ({
  id,
  name: id,
  url: `https://${id}/`,
  enabled: true,
  stopped: null,
  events: ['call.ended'],
  enabledAt: 0,
  createdAt: 0,
  secret: secrets.seal(SECRET, recordOf(id)),
  oldSecret: null,
  oldUntil: null,
  triedAt: null,
  problem: null,
  waiting: 0,
  omitted: 0,
  ...changed,
});
const delivery = (n: number, webhookId: string): StoredDelivery => ({
  n,
  webhookId,
  eventId: `evt_${n}`,
  type: 'call.ended',
  subject: 'x',
  entry: null,
  state: 'waiting',
  at: 0,
  begunAt: 0,
  tries: 0,
  dueAt: 0,
  triedAt: null,
  status: null,
  problem: null,
});

/** Deliveries in memory, and a network in the test's hand. */
function stage(
  webhooks: readonly StoredWebhook[],
  counts: Readonly<Record<string, number>>,
  how: { body?: null; failsToMake?: true; dueAt?: (n: number) => number; log?: Log } = {},
) {
  const clock = createTestClock(0);
  let n = 0;
  let waiting = Object.entries(counts).flatMap(([id, count]) =>
    Array.from({ length: count }, () => {
      n += 1;
      return { ...delivery(n, id), dueAt: how.dueAt?.(n) ?? 0 };
    }),
  );
  const ended: EndedTry[] = [];
  const sent: { url: string; signatures: number; end: (outcome: TryOutcome) => void }[] = [];
  const hand = { failsToWrite: false };
  const disabled: string[] = [];
  const sender = createSender({
    store: {
      list: () =>
        webhooks.map((one) => (disabled.includes(one.id) ? { ...one, enabled: false } : one)),
      due: (id, now, limit) =>
        waiting.filter((one) => one.webhookId === id && one.dueAt <= now).slice(0, limit),
      async hurry({ webhookId, now }) {
        const late = waiting.filter((one) => one.webhookId === webhookId && one.dueAt > now);
        waiting = waiting.map((one) => (late.includes(one) ? { ...one, dueAt: now } : one));
        return late.length;
      },
      async endTry(end) {
        if (hand.failsToWrite) throw new Error('disk full');
        ended.push(end);
        waiting = waiting
          .filter((one) => one.n !== end.n || end.state === 'waiting')
          .map((one) => (one.n === end.n ? { ...one, tries: end.tries, dueAt: end.dueAt } : one));
      },
    },
    attempt: createAttempt({
      async bodyOf() {
        if (how.failsToMake) throw new Error('no view');
        return how.body === null ? null : '{}';
      },
      wayOut: {
        post: (url, { headers }, stop) =>
          new Promise((resolve) => {
            stop?.addEventListener('abort', () => resolve({ status: null, problem: 'time' }));
            const signatures = headers['webhook-signature']?.split(' ').length ?? 0;
            sent.push({ url, signatures, end: resolve });
          }),
      },
      secrets,
      version: 'test',
      clock,
      log: how.log ?? silentLog,
    }),
    async unwanted({ id }) {
      disabled.push(id);
    },
    clock,
    log: silentLog,
  });
  started.push(sender);
  sender.look();
  return { clock, sender, sent, ended, hand, disabled };
}

const started: Sender[] = [];
afterEach(async () => {
  for (const sender of started.splice(0)) await sender.stop();
});
const WELL = { status: 200, problem: null } as const;
const BAD = { status: 500, problem: 'status' } as const;

test('F10 four at once to a receiver, whatever another does; one at a time after three failures', async () => {
  const { clock, sent } = stage([webhook('a'), webhook('b')], { a: 9, b: 9 });
  await clock.advance(0);
  expect(sent.map(({ url }) => url)).toEqual([
    'https://a/',
    'https://a/',
    'https://a/',
    'https://a/',
    'https://b/',
    'https://b/',
    'https://b/',
    'https://b/',
  ]);
  // a hangs; b takes all
  for (let one = 4; one < 13; one += 1) {
    sent[one]?.end(WELL);
    await clock.advance(0);
  }
  expect(sent.filter(({ url }) => url === 'https://b/')).toHaveLength(9);
  for (const one of sent.slice(0, 4)) one.end(BAD);
  await clock.advance(0);
  expect(sent.filter(({ url }) => url === 'https://a/')).toHaveLength(5);
  sent.at(-1)?.end(WELL);
  await clock.advance(0);
  expect(sent.filter(({ url }) => url === 'https://a/')).toHaveLength(9);
});

test('F10 a receiver that was away and is back has what waits at once', async () => {
  const { clock, sender, sent, ended } = stage(
    [webhook('a')],
    { a: 4 },
    {
      dueAt: (n) => (n < 4 ? 0 : 3_600_000),
    },
  );
  await clock.advance(0);
  for (const one of sent) one.end(BAD);
  await clock.advance(5_100);
  expect(sender.lane('a').isFailing()).toBe(true);
  // one at a time shows whether it is back
  expect(sent).toHaveLength(4);
  sent[3]?.end(WELL);
  await clock.advance(0);
  expect(sent).toHaveLength(7);
  for (const one of sent.slice(4)) one.end(WELL);
  await clock.advance(0);
  expect(sender.lane('a').isFailing()).toBe(false);
  expect(ended.filter(({ state }) => state === 'delivered').map(({ tries }) => tries)).toEqual([
    2, 2, 2, 1,
  ]);
});

test('a receiver that asks to be left alone gets nothing meanwhile, and the others all of theirs', async () => {
  const { clock, sent, ended } = stage([webhook('a'), webhook('b')], { a: 9, b: 1 });
  await clock.advance(0);
  const ofA = () => sent.filter(({ url }) => url === 'https://a/');
  ofA()[0]?.end({ status: 429, problem: 'status', retryAfterMs: 120_000 });
  for (const one of ofA().slice(1)) one.end(WELL);
  await clock.advance(119_000);
  expect(ofA()).toHaveLength(4);
  expect(ended).toContainEqual(expect.objectContaining({ state: 'waiting', dueAt: 120_000 }));
  expect(sent).toHaveLength(5);
  await clock.advance(1_000);
  expect(ofA()).toHaveLength(8);
});

test('who answers 410 is disabled, once for all, and gets no more', async () => {
  const { clock, sent, ended, disabled, sender } = stage([webhook('a')], { a: 9 });
  await clock.advance(0);
  sent[0]?.end({ status: 410, problem: 'unwanted' });
  await clock.advance(60_000);
  expect([sent.length, disabled]).toEqual([4, ['a']]);
  expect(ended).toMatchObject([{ state: 'waiting', problem: 'unwanted' }]);
  expect(sender.lane('a').tries).toEqual({ delivered: 0, failed: 1, dead: 0, gone: 0 });
});

test('what cannot be written down is not sent over and over', async () => {
  const { clock, sent, hand, ended } = stage([webhook('a')], { a: 1 });
  hand.failsToWrite = true;
  await clock.advance(0);
  sent[0]?.end(WELL);
  await clock.advance(29_000);
  expect(sent).toHaveLength(1);
  hand.failsToWrite = false;
  await clock.advance(2_000);
  sent[1]?.end(WELL);
  await clock.advance(0);
  expect(ended).toMatchObject([{ n: 1, state: 'delivered', tries: 1 }]);
});

test('a message that cannot be made, and a secret that cannot be read, are failures like others', async () => {
  const { clock, ended } = stage(
    [webhook('a'), webhook('b', { secret: 'forgotten' })],
    { a: 1, b: 1 },
    { failsToMake: true },
  );
  await clock.advance(0);
  expect(ended).toMatchObject([
    { webhookId: 'b', state: 'waiting', problem: 'secret' },
    { webhookId: 'a', state: 'waiting', problem: 'internal' },
  ]);
});

test('a secret that cannot be read is logged once, not for each message', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const { clock, ended } = stage([webhook('b', { secret: 'forgotten' })], { b: 3 }, { log });
  await clock.advance(60_000);
  expect(ended.length).toBeGreaterThan(3);
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 'error', webhook: 'b', msg: 'The secret of a webhook cannot be read' },
  ]);
});

test('thousands that are kept no longer go without holding the loop', async () => {
  const { clock, ended } = stage([webhook('a')], { a: 2_000 }, { body: null });
  let turns = 0;
  const count = () => {
    turns += 1;
    if (ended.length < 2_000) setImmediate(count);
  };
  count();
  while (ended.length < 2_000) await clock.advance(0);
  expect(turns).toBeGreaterThan(100);
  expect(ended.every(({ state }) => state === 'gone')).toBe(true);
});

test('both secrets sign while one takes the place of the other, and who is disabled gets nothing', async () => {
  const sealed = secrets.seal(SECRET, recordOf('a'));
  const { clock, sent } = stage(
    [webhook('a', { oldSecret: sealed, oldUntil: 1_000 }), webhook('b', { enabled: false })],
    { a: 1, b: 1 },
  );
  await clock.advance(0);
  expect(sent.map(({ signatures }) => signatures)).toEqual([2]);
  sent[0]?.end(BAD);
  await clock.advance(6_000);
  expect(sent.map(({ signatures }) => signatures)).toEqual([2, 1]);
});

test('a new secret signs alone where the one of before cannot be read', async () => {
  const { clock, sent } = stage([webhook('a', { oldSecret: 'forgotten', oldUntil: 1_000 })], {
    a: 1,
  });
  await clock.advance(0);
  expect(sent.map(({ signatures }) => signatures)).toEqual([1]);
});

test('F10 the stop cuts short what is on its way, and counts no try', async () => {
  const { clock, sender, sent, ended } = stage([webhook('a')], { a: 2 });
  await clock.advance(0);
  expect(sent).toHaveLength(2);
  await sender.stop();
  expect(ended).toEqual([]);
});
