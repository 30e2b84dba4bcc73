import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aCall, ended } from '../../../fixtures/temp-log.ts';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import {
  OK,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../fixtures/webhook-receiver.ts';
import { openWebhookStage, type WebhookStage } from '../../../fixtures/webhook-stage.ts';
import type { WebhookState } from '../contract/index.ts';

// F10 over real TLS on loopback; time is in the test's hand.

const HOUR = 3_600_000;
let receiver: WebhookReceiver;
let stage: WebhookStage;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
afterAll(() => receiver.stop());
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answers(OK);
  // the library compares times of messages with the real clock
  stage = openWebhookStage({ receiver, clock: createTestClock(Date.now()) });
});
afterEach(() => stage.end());

const states = (id: string) =>
  stage.running.webhooks
    .deliveries({ id, state: null, before: null })
    .items.map(({ state }) => state);
const all = (id: string, state: WebhookState, count: number) => () => {
  const found = states(id);
  return found.length === count && found.every((one) => one === state);
};

/** A call from its ring to its end. */
async function wholeCall(id: string): Promise<void> {
  const startedAt = new Date(stage.clock.now()).toISOString();
  await stage.call({ id, startedAt });
  await stage.call({ id, startedAt, state: 'talking', answeredAt: startedAt });
  const whole = aCall({ id, startedAt, answeredAt: startedAt });
  await stage.call({ ...ended(whole), endedAt: startedAt });
}

test('F10 a call is told once at its start, answer and end, signed, in the order of the sequence', async () => {
  const { id, secret } = await stage.add({ url: receiver.url });
  receiver.knows(secret);
  await wholeCall('office-1');
  await stage.goOn(all(id, 'delivered', 3), { what: 'three deliveries', mostMs: 10_000 });
  await stage.temp.log.setNote('office-1', { note: 'told later' }, stage.clock.now());
  await stage.clock.advance(5_000);
  const inOrder = receiver.received.toSorted((a, b) => a.body.sequence - b.body.sequence);
  expect(inOrder.map(({ body }) => body.type)).toEqual([
    'call.started',
    'call.answered',
    'call.ended',
  ]);
  expect(inOrder.every(({ isSigned, id: sent, body }) => isSigned && sent === body.id)).toBe(true);
  expect(inOrder[2]?.body).toMatchObject({
    source: 'https://cti.example.org',
    subject: 'office-1',
    data: { id: 'office-1', disposition: 'answered', externalNumber: '79161234567' },
  });
});

test('F10 a receiver that answers 500, hangs, or breaks off has every event at last, each by one id', async () => {
  const { id } = await stage.add({ url: receiver.url });
  const seen = new Map<string, number>();
  receiver.answers((answer, { id: event }, request) => {
    const times = (seen.get(event) ?? 0) + 1;
    seen.set(event, times);
    // each event fails by each way in turn, then is taken, though the first answer of that is lost
    if (times === 1) answer.writeHead(500).end('an error page');
    else if (times === 2)
      return; // hangs
    else if (times === 3) request.socket.destroy();
    else answer.writeHead(200).end();
  });
  await wholeCall('office-1');
  await stage.goOn(all(id, 'delivered', 3), { what: 'all at last', mostMs: 2 * HOUR });
  const told = new Map<string, Set<string>>();
  for (const { id: event, body } of receiver.received) {
    told.set(body.type, (told.get(body.type) ?? new Set()).add(event));
  }
  expect([...told.values()].map((ids) => ids.size)).toEqual([1, 1, 1]);
  expect([...seen.values()]).toEqual([4, 4, 4]);
  // F08 of what it answered the status alone is kept
  const { sqlite } = stage.temp.handle;
  for (const table of ['webhooks', 'webhook_deliveries', 'call_log_entries']) {
    const kept = JSON.stringify(sqlite.prepare(`SELECT * FROM ${table}`).all());
    expect(kept).not.toContain('an error page');
  }
});

test('F10 with a third of the messages lost all come, some twice by the same id', async () => {
  const { id } = await stage.add({ url: receiver.url, events: ['call.started'] });
  let count = 0;
  receiver.answers((answer, _, request) => {
    count += 1;
    if (count % 3 === 0) request.socket.destroy();
    else answer.writeHead(200).end();
  });
  for (let n = 0; n < 30; n += 1) await stage.call({ id: `office-${n}` });
  await stage.goOn(all(id, 'delivered', 30), { what: 'all 30', mostMs: 4 * HOUR });
  const subjects = new Set(receiver.received.map(({ body }) => body.subject));
  const ids = new Set(receiver.received.map((one) => one.id));
  expect([subjects.size, ids.size]).toEqual([30, 30]);
  expect(receiver.received.length).toBeGreaterThan(30);
});

test('F10 a receiver that is down for 24 h is tried eight times at most; what was given up is sent again', async () => {
  const { id } = await stage.add({ url: receiver.url });
  await receiver.down();
  const begun = stage.clock.now();
  await wholeCall('office-1');
  await stage.goOn(all(id, 'dead', 3), { what: 'the end', mostMs: 25 * HOUR });
  const { items } = stage.running.webhooks.deliveries({ id, state: 'dead', before: null });
  expect(items.map(({ tries, problem }) => [tries, problem])).toEqual([
    [8, 'connection'],
    [8, 'connection'],
    [8, 'connection'],
  ]);
  expect(stage.clock.now() - begun).toBeLessThanOrEqual(24 * HOUR + 5_000);
  await receiver.up();
  expect(await stage.running.webhooks.replay(id, null)).toBe(3);
  await stage.goOn(all(id, 'delivered', 3), { what: 'all again', mostMs: 10_000 });
  expect(new Set(receiver.received.map((one) => one.id))).toEqual(
    new Set(items.map((one) => one.id)),
  );
});

test.each([
  ['seconds', () => '600'],
  ['a date', () => new Date(stage.clock.now() + 600_000).toUTCString()],
])('F10 Retry-After in %s puts a receiver off: nothing comes before', async (_, header) => {
  const { id } = await stage.add({ url: receiver.url });
  const begun = stage.clock.now();
  let isBusy = true;
  receiver.answers((answer) => {
    if (isBusy) answer.writeHead(503, { 'retry-after': header() }).end();
    else answer.writeHead(204).end();
  });
  await wholeCall('office-1');
  const tries = () =>
    stage.running.webhooks.deliveries({ id, state: 'waiting', before: null }).items;
  await stage.goOn(() => tries().some((one) => one.tries === 1), { what: 'a try', mostMs: 5_000 });
  isBusy = false;
  receiver.received.length = 0;
  await stage.goOn(all(id, 'delivered', 3), { what: 'all at last', mostMs: HOUR });
  expect(receiver.received).toHaveLength(3);
  // a date of HTTP has no part of a second
  expect(stage.clock.now() - begun).toBeGreaterThanOrEqual(599_000);
});

test('F10 410 disables a webhook; what waited goes on when somebody enables it', async () => {
  const { id } = await stage.add({ url: receiver.url });
  receiver.answers((answer) => answer.writeHead(410).end());
  await wholeCall('office-1');
  const read = () => stage.running.webhooks.get(id);
  await stage.goOn(() => read()?.stopped === 'receiver', { what: 'the stop', mostMs: 5_000 });
  expect(read()).toMatchObject({ enabled: false, waiting: 3 });
  expect(stage.running.watch.trouble()).toEqual({ failing: 0, stopped: 1 });
  const before = receiver.received.length;
  await stage.call({ id: 'office-2' });
  await stage.clock.advance(HOUR);
  expect(receiver.received).toHaveLength(before);
  receiver.answers(OK);
  const { name, url, events } = read() ?? { name: '', url: '', events: [] };
  await stage.running.webhooks.change(id, { name, url, events, enabled: true });
  await stage.goOn(all(id, 'delivered', 3), { what: 'what waited', mostMs: 25 * HOUR });
  expect(read()).toMatchObject({ enabled: true, stopped: null, waiting: 0 });
});

test('F10 a receiver that hangs delays no other', async () => {
  const hanging = await stage.add({ url: `${receiver.url}?hangs` });
  const well = await stage.add({ url: receiver.url });
  receiver.answers((answer, _, request) => {
    if (!request.url?.endsWith('hangs')) answer.writeHead(200).end();
  });
  for (let n = 0; n < 20; n += 1) await stage.call({ id: `office-${n}` });
  const begun = stage.clock.now();
  await stage.goOn(all(well.id, 'delivered', 20), { what: 'all of the other', mostMs: 4_000 });
  // no try of the one that hangs has come to its end
  expect(stage.clock.now() - begun).toBeLessThan(5_000);
  expect(all(hanging.id, 'waiting', 20)()).toBe(true);
});

test('F10 what is logged and not taken yet is told after a crash, and what was under way comes again', async () => {
  const { id } = await stage.add({ url: receiver.url });
  receiver.answers(() => {}); // takes it and never says so
  await stage.call({ id: 'office-1' });
  await stage.goOn(() => receiver.received.length === 1, { what: 'the first', mostMs: 5_000 });
  await stage.call({ id: 'office-2' }); // in the log; the outbox has it 50 ms later
  await stage.crash();
  receiver.answers(OK);
  await stage.goOn(all(id, 'delivered', 2), { what: 'both', mostMs: 5_000 });
  const [first, ...rest] = receiver.received.map((one) => one.id);
  expect(rest).toContain(first);
  expect(rest).toHaveLength(2);
});

test('who is erased is told of no more: what waits for a receiver is dropped', async () => {
  const { id } = await stage.add({ url: receiver.url });
  await receiver.down();
  await wholeCall('office-1');
  await stage.goOn(all(id, 'waiting', 3), { what: 'the tries', mostMs: 5_000 });
  const { sqlite } = stage.temp.handle;
  const kept = JSON.stringify(sqlite.prepare('SELECT * FROM webhook_deliveries').all());
  for (const theirs of ['79161234567', 'Анна']) expect(kept).not.toContain(theirs);
  await stage.temp.log.remove(['office-1'], stage.clock.now());
  sqlite.exec('DELETE FROM call_log_entries WHERE n < (SELECT max(n) FROM call_log_entries)');
  await receiver.up();
  await stage.goOn(all(id, 'gone', 3), { what: 'the drop', mostMs: HOUR });
  expect(receiver.received).toEqual([]);
});
