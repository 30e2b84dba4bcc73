import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { startWebhookReceiver } from '../../../fixtures/webhook-receiver.ts';

const TOKEN = 'a-token-of-tests-0123456789';
const DOCS = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
const pbx = createFakePbx();
let server: TestServer;
let anna: string;

beforeAll(async () => {
  server = await startTestServer({
    connectors: pbx.connectors,
    config: {
      pbx: [officeOf()],
      metricsToken: TOKEN,
      webhooks: { allow: ['127.0.0.1'] },
    },
  });
  await server.addUser({ login: 'anna', extension: '101' });
  anna = await server.signIn('anna');
});
afterAll(() => server.stop());

const asked = (authorization?: string, at = server) =>
  at.ask('GET', '/metrics', authorization === undefined ? {} : { headers: { authorization } });

/** Each line by its name and labels. */
async function metrics(): Promise<ReadonlyMap<string, number>> {
  const answer = await asked(`Bearer ${TOKEN}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value] = /^(.+) (\S+)$/.exec(line) ?? [];
      return [name, Number(value)];
    }),
  );
}
const value = async (name: string) => (await metrics()).get(name);
const becomes = (name: string, expected: number) =>
  until(async () => (await value(name)) === expected, { what: `${name} ${expected}` });

describe('who is told', () => {
  test.each([
    ['nobody without the token', undefined],
    ['nobody with another', 'Bearer a-token-of-tests-0123456788'],
    ['nobody with a part of it', `Bearer ${TOKEN.slice(0, -1)}`],
    ['nobody with more', `Bearer ${TOKEN}x`],
    ['nobody in another way', `Basic ${TOKEN}`],
    ['nobody with none', 'Bearer '],
  ])('%s', async (_, header) => {
    const answer = await asked(header);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.text()).not.toContain('perezvon_');
  });

  test('no administrator without it either, and nobody at all where none is set', async () => {
    await server.addUser({ login: 'root', role: 'admin' });
    const cookie = await server.signIn('root');
    expect((await server.ask('GET', '/metrics', { cookie })).status).toBe(401);
    const other = await startTestServer({ config: { pbx: [] } });
    try {
      for (const header of [undefined, 'Bearer ', `Bearer ${TOKEN}`]) {
        expect((await asked(header, other)).status).toBe(404);
      }
    } finally {
      await other.stop();
    }
  });

  test.each(['short', 'with a blank in the middle', 'x'.repeat(201)])(
    'a token that is none stops the start: %s',
    async (metricsToken) => {
      const start = startTestServer({ config: { metricsToken } });
      await expect(start).rejects.toThrow(/metricsToken/);
    },
  );
});

describe('what is told', () => {
  test('of calls: those that go on, how they ended, pops shown and away, how late they were told', async () => {
    const live = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, {
      headers: { cookie: anna, origin: server.origin },
    });
    await becomes('perezvon_sockets{kind="live"}', 1);
    expect(await value('perezvon_people_online')).toBe(1);
    expect(await value('perezvon_calls_open{pbx="office"}')).toBe(0);
    pbx.ring({ from: '79161234567', extension: '101', channel: 'a' });
    pbx.ring({ from: '79161234568', extension: '102', channel: 'b' });
    await becomes('perezvon_calls_open{pbx="office"}', 2);
    await becomes('perezvon_pops_total{pbx="office",result="shown"}', 1);
    await becomes('perezvon_pops_total{pbx="office",result="away"}', 1);
    for (const channel of ['a', 'b']) pbx.hangUp(channel);
    const ended = 'perezvon_calls_total{pbx="office",direction="inbound",result="abandoned"}';
    await becomes(ended, 2);
    await becomes('perezvon_calls_open{pbx="office"}', 0);

    // a note is an entry of an ended call, and no call
    const cookie = anna;
    const note = await server.ask('PUT', '/api/calls/office-a/note', {
      cookie,
      body: { note: 'x' },
    });
    expect(note.status).toBe(200);
    expect(await value(ended)).toBe(2);
    expect(await value('perezvon_pops_total{pbx="office",result="shown"}')).toBe(1);
    const count = await value('perezvon_event_lag_seconds_count{pbx="office"}');
    expect(count).toBeGreaterThanOrEqual(5);
    expect(await value('perezvon_event_lag_seconds_bucket{le="60",pbx="office"}')).toBe(count);
    live.close();
    await becomes('perezvon_sockets{kind="live"}', 0);
  });

  test('of each PBX: its link, what it said, what was not used, how quick it answers', async () => {
    pbx.traffic = {
      ...pbx.traffic,
      messages: 12,
      events: 10,
      refused: 2,
      setAside: 1,
      answerMs: 250,
      stalls: 2,
    };
    const all = await metrics();
    const of = (name: string) => all.get(`perezvon_pbx_${name}{pbx="office"}`);
    expect([of('up'), of('messages_total'), of('events_total')]).toEqual([1, 12, 10]);
    expect([of('messages_refused_total'), of('events_failed_total')]).toEqual([2, 1]);
    expect(of('answer_seconds')).toBe(0.25);
    expect(all.get('perezvon_part_ok{part="messages:office"}')).toBe(0);
    expect(all.get('perezvon_part_ok{part="call-log"}')).toBe(1);
    const since = new Date(0).toISOString();
    pbx.status({ state: 'down', since, problem: 'pbx-lost', detail: null });
    await becomes('perezvon_pbx_up{pbx="office"}', 0);
  });

  test('of requests: route and class of status, not what stood in the address', async () => {
    await server.ask('GET', '/api/calls/some-call', { cookie: anna });
    const all = await metrics();
    const name = 'perezvon_http_request_seconds_count';
    expect(all.get(`${name}{method="GET",route="/api/calls/:id",status="4xx"}`)).toBe(1);
    expect([...all.keys()].filter((key) => key.includes('some-call'))).toEqual([]);
  });

  test('F10 tries of webhooks by what came of them, and what waits', async () => {
    await server.addUser({ login: 'hooks', role: 'admin' });
    const cookie = await server.signIn('hooks');
    const receiver = await startWebhookReceiver();
    const hook = { url: receiver.url, events: ['contact.created'], enabled: true };
    const body = { ...hook, name: 'The "books"' };
    expect((await server.ask('POST', '/api/webhooks', { cookie, body })).status).toBe(201);
    const name = 'webhook="The \\"books\\""';
    await becomes(`perezvon_webhook_waiting{${name}}`, 0);
    expect(await value(`perezvon_webhook_oldest_seconds{${name}}`)).toBe(0);
    const person = { kind: 'person', name: 'Анна', numbers: [] };
    await server.ask('POST', '/api/contacts', { cookie, body: person });
    // nobody vouches for its certificate
    await becomes(`perezvon_webhook_tries_total{${name},result="failed"}`, 1);
    expect(await value(`perezvon_webhook_waiting{${name}}`)).toBe(1);
    expect(await value(`perezvon_webhook_oldest_seconds{${name}}`)).toBeGreaterThan(0);
    expect(await value(`perezvon_webhook_given_up{${name}}`)).toBe(0);
    await receiver.stop();
  });

  test('every metric of ours is in docs/operations.md with its labels, and none that is not', async () => {
    const answer = await asked(`Bearer ${TOKEN}`);
    const names = (text: string, sign: RegExp) =>
      [...text.matchAll(sign)].map(([, name = '']) => name).toSorted((a, b) => (a < b ? -1 : 1));
    const told = names(await answer.text(), /^# TYPE (perezvon_\w+)/gm);
    expect(told).toContain('perezvon_calls_total');
    expect(names(DOCS, /^\| `(perezvon_\w+)`/gm)).toEqual(told);
  });
});
