import { transaction } from '@perezvon/crm-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWebhookStage, type WebhookStage } from '../../../fixtures/webhook-stage.ts';
import type { OutgoingMessage, TryOutcome } from './way-out.ts';

let stage: WebhookStage;
let sent: { url: string; body: { type: string; subject: string; data: object } }[];
let outcome: TryOutcome;

beforeEach(() => {
  sent = [];
  outcome = { status: 200, problem: null };
  stage = openWebhookStage({
    wayOut: {
      async post(url: string, { body }: OutgoingMessage) {
        sent.push({ url, body: JSON.parse(body) });
        return outcome;
      },
    },
  });
});
afterEach(() => stage.end());

const url = 'https://127.0.0.1:9000/';
const person = (name: string) => ({
  kind: 'person' as const,
  name,
  numbers: [{ kind: 'work' as const, written: '+79161234567' }],
});
const RU = { country: 'RU' };
const rows = () =>
  stage.temp.handle.sqlite
    .prepare('SELECT type, subject FROM webhook_deliveries ORDER BY n')
    .all() as { type: string; subject: string }[];

test('F10 a contact, deal or task and the event of it are on the disk together', async () => {
  const { id } = await stage.add({
    url,
    events: [
      ...(['contact.created', 'contact.updated', 'contact.removed'] as const),
      ...(['deal.created', 'task.updated'] as const),
    ],
  });
  const { contacts, deals, tasks } = stage.writes;
  const { contact } = await contacts.create(person('Анна'), RU);
  await contacts.update(contact.id, person('Анна Петрова'), RU);
  const deal = await deals.create({ title: 'x', currency: 'RUB', contactId: contact.id } as never, {
    ownerId: 'u',
  });
  const task = await tasks.create({ kind: 'task', what: 'call' } as never, { userId: 'u' });
  await tasks.update(task.id, { done: true });
  // before anything is sent, in the transaction of each
  expect(rows().map(({ type, subject }) => [type, subject])).toEqual([
    ['contact.created', contact.id],
    ['contact.updated', contact.id],
    ['deal.created', deal.id],
    ['task.updated', task.id],
  ]);
  await stage.goOn(() => sent.length === 4, { what: 'four messages', mostMs: 10_000 });
  expect(sent[1]?.body).toMatchObject({ data: { id: contact.id, name: 'Анна Петрова' } });
  await contacts.remove(contact.id);
  await stage.goOn(() => sent.length === 5, { what: 'the removal', mostMs: 5_000 });
  expect(sent[4]?.body).toMatchObject({ type: 'contact.removed', data: { id: contact.id } });
  expect(stage.store.get(id)?.waiting).toBe(0);
});

test('F10 contacts that come from a file are told, and those that its undoing takes away', async () => {
  await stage.add({ url, events: ['contact.created', 'contact.updated', 'contact.removed'] });
  const { contacts, imports } = stage.writes;
  const { contact } = await contacts.create(person('Анна'), RU);
  const by = { id: 'u', name: 'Ольга' };
  const { id } = await imports.create({ fileName: 'x.csv', bytes: 1 }, by);
  await imports.begin(id, { known: 'fill' } as never, 2);
  const line = (name: string, e164: string, email: string) => ({
    contact: {
      line: 2,
      kind: 'person' as const,
      name,
      company: '',
      role: '',
      email,
      note: '',
      tags: [],
      ownerId: null,
      numbers: [{ kind: 'work' as const, written: e164, e164 }],
    },
    remarks: [],
  });
  const records = [
    line('Анна', '+79161234567', 'anna@example.org'),
    line('Пётр', '+79160000001', ''),
    // known, and nothing new
    line('Анна', '+79161234567', ''),
  ];
  await imports.take(id, { after: 0, records: records as never, known: 'fill', isLast: true });
  await imports.beginUndoing(id);
  await imports.undo(id, 10);
  expect(rows().map(({ type }) => type)).toEqual([
    'contact.created',
    'contact.updated',
    'contact.created',
    'contact.removed',
  ]);
  const [first, filled, made, removed] = rows().map(({ subject }) => subject);
  expect([first, filled]).toEqual([contact.id, contact.id]);
  expect(removed).toBe(made);
});

test('what fails or changes nothing is told to nobody', async () => {
  await stage.add({ url, events: ['contact.updated', 'contact.created', 'contact.removed'] });
  const { contacts } = stage.writes;
  expect(await contacts.update('nobody', person('x'), RU)).toBeNull();
  expect(await contacts.remove('nobody')).toBe(false);
  const orphan = { ...person('x'), companyId: 'none' };
  await expect(contacts.create(orphan, RU)).rejects.toThrow('company');
  expect(rows()).toEqual([]);
  const { contact } = await contacts.create(person('Анна'), RU);
  const late = await contacts.update(contact.id, person('Аня'), { ...RU, version: 'another' });
  expect(late).toBe('changed');
  expect(rows().map(({ type }) => type)).toEqual(['contact.created']);
});

test('only who is enabled and wants it is told, and of nothing before', async () => {
  await stage.call({ id: 'office-0' });
  await stage.clock.advance(1_000);
  const off = await stage.add({ url, enabled: false });
  const other = await stage.add({ url, events: ['deal.created'] });
  const on = await stage.add({ url });
  await stage.clock.advance(1_000);
  await stage.call({ id: 'office-1' });
  await stage.goOn(() => sent.length === 1, { what: 'the start', mostMs: 5_000 });
  await stage.clock.advance(5_000);
  expect(sent.map(({ body }) => body.subject)).toEqual(['office-1']);
  const count = (id: string) =>
    stage.running.webhooks.deliveries({ id, state: null, before: null }).items.length;
  expect([off.id, other.id, on.id].map(count)).toEqual([0, 0, 1]);
});

test('a call of a week ago that comes by call detail records is not told', async () => {
  await stage.add({ url });
  stage.clock.standStill(8 * 24 * 3_600_000);
  const old = new Date(stage.clock.now() - 7.5 * 24 * 3_600_000).toISOString();
  await stage.call({ id: 'office-old', startedAt: old });
  await stage.call({ id: 'office-new' });
  await stage.goOn(() => sent.length === 1, { what: 'the new one', mostMs: 5_000 });
  expect(sent[0]?.body.subject).toBe('office-new');
});

test('beyond the bound events are counted, not kept', async () => {
  const { id } = await stage.add({ url, events: ['contact.created'] });
  stage.temp.handle.sqlite.prepare('UPDATE webhooks SET waiting = 100000').run();
  await stage.writes.contacts.create(person('Анна'), RU);
  expect(rows()).toEqual([]);
  expect(stage.running.webhooks.get(id)).toMatchObject({ omitted: 1 });
});

test('what is over goes by its age and its number, in steps, and what belongs to nobody', async () => {
  const { id } = await stage.add({ url });
  const { sqlite } = stage.temp.handle;
  const insert = sqlite.prepare(
    `INSERT INTO webhook_deliveries (webhook_id, event_id, type, subject, at, begun_at, state, due_at)
     VALUES (?, ?, 'call.started', 'x', ?, ?, ?, 0)`,
  );
  const now = stage.clock.now();
  const DAY = 24 * 3_600_000;
  const put = (owner: string, state: string, days: number, count: number) =>
    transaction(stage.temp.handle, () => {
      for (let n = 0; n < count; n += 1) {
        const at = now - days * DAY;
        insert.run(owner, `${owner} ${state} ${days} ${n}`, at, at, state);
      }
    });
  put(id, 'delivered', 4, 300);
  put(id, 'dead', 4, 20_010);
  put(id, 'delivered', 2, 5);
  put('gone', 'waiting', 0, 450);
  const removed: number[] = [];
  for (let gone = 1; gone > 0; ) {
    gone = await stage.store.prune(now);
    removed.push(gone);
  }
  expect(Math.max(...removed)).toBeLessThanOrEqual(600);
  const left = sqlite
    .prepare(
      `SELECT webhook_id AS owner, state, count(*) AS count FROM webhook_deliveries
       GROUP BY 1, 2 ORDER BY 2`,
    )
    .all();
  expect(left).toEqual([
    { owner: id, state: 'dead', count: 20_000 },
    { owner: id, state: 'delivered', count: 5 },
  ]);
});
