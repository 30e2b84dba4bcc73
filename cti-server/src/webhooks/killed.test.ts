import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OfficeProcess, startOfficeProcess } from '../../../fixtures/office-process.ts';
import { postTo, START_MS } from '../../../fixtures/server-process.ts';
import { until } from '../../../fixtures/until.ts';
import {
  OK,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../fixtures/webhook-receiver.ts';
import { again, recordedEvents } from '../../bench/ami-stream-of-calls.ts';
import type { AuditPage, CallView, Health, Webhooks } from '../contract/index.ts';

// F10 The server is a process of its own that ends by kill -9; receiver, TLS and PBX line are real.

const CALL = recordedEvents('in-direct-answered-22');
const ROUNDS = 4;
let receiver: WebhookReceiver;
let office: OfficeProcess;
let origin = '';

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  office = await startOfficeProcess({
    isQuick: true,
    config: { webhooks: { allow: ['127.0.0.1'] } },
    env: { NODE_EXTRA_CA_CERTS: receiver.caFile },
  });
  ({ origin } = office);
}, START_MS * 2);
afterAll(async () => {
  await office.end();
  await receiver.stop();
});

async function read<T>(path: string): Promise<T> {
  return (await (
    await fetch(`${origin}${path}`, { headers: { cookie: office.cookie } })
  ).json()) as T;
}
async function callsInLog(): Promise<CallView[]> {
  const { items } = await read<{ items: CallView[] }>('/api/calls?limit=100');
  return items.filter(({ state }) => state === 'ended');
}

test('F10 killed between commit and send, again and again: every event comes, by one id', async () => {
  const body = {
    name: 'x',
    url: receiver.url,
    enabled: true,
    events: ['call.started', 'call.answered', 'call.ended', 'contact.created'],
  };
  const made = await postTo(origin, '/api/webhooks', { body, cookie: office.cookie });
  const { secret } = (await made.json()) as { secret: string };
  receiver.knows(secret);
  let server = office.server;
  const people: string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    // taken and never answered: each try is under way when the server ends
    receiver.answers(() => {});
    office.pbx.send(again(CALL, round, `7999000000${round}`).join(''));
    await until(async () => (await callsInLog()).length === round, { what: 'the call in the log' });
    const person = { kind: 'person', name: `person ${round}`, numbers: [] };
    const answer = await postTo(origin, '/api/contacts', { body: person, cookie: office.cookie });
    people.push(((await answer.json()) as { id: string }).id);
    server.child.kill('SIGKILL');
    await server.ended();
    server = office.stage.run(office.options);
    origin = await server.listens();
    await until(() => office.pbx.connections().open === 1, { what: 'the line to the PBX' });
  }
  const calls = (await callsInLog()).map(({ id }) => id);
  receiver.answers(OK);
  const wanted = [
    ...calls.flatMap((id) => ['started', 'answered', 'ended'].map((end) => `call.${end} ${id}`)),
    ...people.map((id) => `contact.created ${id}`),
  ].sort();
  expect(wanted).toHaveLength(ROUNDS * 4);
  const cameAfter = receiver.received.length;
  const came = () => [
    ...new Set(receiver.received.map(({ body: { type, subject } }) => `${type} ${subject}`)),
  ];
  await until(() => came().length === wanted.length && receiver.received.length > cameAfter, {
    what: 'every event',
    timeoutMs: 60_000,
  });
  expect(came().sort()).toEqual(wanted);
  const ids = new Map<string, Set<string>>();
  for (const { id, body: one } of receiver.received) {
    const key = `${one.type} ${one.subject}`;
    ids.set(key, (ids.get(key) ?? new Set()).add(id));
  }
  expect([...ids.values()].every((one) => one.size === 1)).toBe(true);
  expect(receiver.received.every(({ isSigned }) => isSigned)).toBe(true);
}, 180_000);

test('F10 a receiver that answers 410 is disabled; page, health and audit log say so', async () => {
  receiver.answers((answer) => answer.writeHead(410).end());
  const [hook] = (await read<Webhooks>('/api/webhooks')).items;
  const { cookie } = office;
  await postTo(origin, `/api/webhooks/${hook?.id}/test`, { body: {}, cookie });
  const now = async () => (await read<Webhooks>('/api/webhooks')).items[0];
  await until(async () => (await now())?.stopped === 'receiver', { what: 'the stop' });
  expect(await now()).toMatchObject({ enabled: false });
  const { parts } = await read<Health>('/healthz');
  expect(parts.find(({ part }) => part === 'webhooks')).toMatchObject({
    ok: true,
    problem: { code: 'webhooks-stopped' },
  });
  const { items } = await read<AuditPage>('/api/audit');
  expect(items.find(({ action }) => action === 'webhook-stopped')).toMatchObject({
    who: null,
    target: { kind: 'webhook', id: hook?.id, name: 'x' },
    changes: [{ field: 'enabled', before: true, after: false }],
  });
});
