import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { CAPTURED, createChannelList, saidIn } from '../../fixtures/captured-pbx.ts';
import { createFakePbx, type FakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { CallView, PbxGap } from './contract/index.ts';
import { translate } from './pbx/asterisk-ami/translate.ts';

/** In the first the customer is gone when the server stops, and two of ours go on talking. */
const RECORDINGS = [
  'conference-22',
  'xfer-blind-refer-22',
  'xfer-attended-refer-22',
  'xfer-out-blind-22',
  'pickup-directed-22',
  'forward-302-22',
  'park-retrieve-22',
];

const servers: TestServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A recording up to its last wish to hang up, what the PBX lists then, and the rest. */
function parts(recording: string) {
  const list = createChannelList();
  const said = saidIn(recording);
  const last = said.findLastIndex(({ name }) => name === 'HangupRequest');
  for (const event of said.slice(0, last)) list.hear(event);
  const told = (events: typeof said) => events.flatMap((event) => translate(event, CAPTURED));
  const listed = list.snapshot(said[last]?.at ?? 0);
  return { before: told(said.slice(0, last)), listed, after: told(said.slice(last)) };
}

async function start(pbx: FakePbx, dataDir?: string) {
  const config = { pbx: [officeOf()] };
  const server = await startTestServer({
    connectors: pbx.connectors,
    config,
    ...(dataDir ? { dataDir } : {}),
  });
  servers.push(server);
  return server;
}

async function callsOf(server: TestServer, cookie: string): Promise<CallView[]> {
  const answer = await server.ask('GET', '/api/calls?limit=50', { cookie });
  const { items } = (await answer.json()) as { items: CallView[] };
  return items.sort((a, b) => a.id.localeCompare(b.id));
}

/** What a restart may not take from a call. */
function kept(call: CallView) {
  const { id, direction, externalNumber, did, dialled, from, queue, startedAt, answeredAt } = call;
  const { handledBy, rang, forwarded, pickedUp, conference, linkedIds } = call;
  const transfers = call.transfers.map(({ type, from, to }) => ({ type, from, to }));
  const consultations = call.consultations.map(({ from, to }) => ({ from, to }));
  return {
    id,
    direction,
    externalNumber,
    did,
    dialled,
    from,
    queue,
    startedAt,
    answeredAt,
    handledBy,
    rang,
    forwarded,
    pickedUp,
    conference,
    linkedIds,
    transfers,
    consultations,
  };
}

test('A02 C11 the server is started anew in mid-call: nothing that is logged is lost, no ended call goes on', async () => {
  const pbx = createFakePbx();
  const streams = RECORDINGS.map(parts);
  const first = await start(pbx);
  await first.addUser({ login: 'root', role: 'admin' });
  const cookie = await first.signIn('root');
  for (const { before } of streams) for (const event of before) pbx.say(event);
  const logged = await until(
    async () => {
      const calls = await callsOf(first, cookie);
      return calls.length === streams.length ? calls : null;
    },
    { what: 'all calls in the log' },
  );
  await first.app.stop();
  folders.push(first.dataDir);

  const second = await start(pbx, first.dataDir);
  const channels = streams.flatMap(({ listed }) =>
    listed.kind === 'snapshot' ? listed.channels : [],
  );
  pbx.say({ kind: 'snapshot', askedAt: Date.now(), channels });
  for (const { after } of streams) for (const event of after) pbx.say(event);
  const ended = await until(
    async () => {
      const calls = await callsOf(second, cookie);
      return calls.every(({ state }) => state === 'ended') ? calls : null;
    },
    { what: 'the end of all calls' },
  );
  const kindsOf = (calls: readonly CallView[]) =>
    new Set(calls.flatMap(({ transfers }) => transfers.map(({ type }) => type)));
  expect(kindsOf(logged)).toEqual(new Set(['blind', 'attended', 'park']));
  expect(
    logged.filter(({ pickedUp, forwarded, conference }) => pickedUp ?? forwarded[0] ?? conference),
  ).toHaveLength(3);
  expect(ended.map(kept)).toEqual(logged.map(kept));
  expect(ended.every(({ hangup, disposition }) => hangup && disposition === 'answered')).toBe(true);
});

test('L5 the time in which the server was away is shown as a gap', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-away-'));
  folders.push(dataDir);
  const pbx = createFakePbx();
  const first = await start(pbx, dataDir);
  await first.addUser({ login: 'root', role: 'admin' });
  const cookie = await first.signIn('root');
  const stopping = Date.now();
  await first.app.stop();
  const second = await start(pbx, dataDir);
  const answer = await second.ask('GET', '/api/gaps', { cookie });
  const [gap, ...others] = ((await answer.json()) as { items: PbxGap[] }).items;
  expect(others).toEqual([]);
  expect(Date.parse(gap?.from ?? '')).toBeGreaterThanOrEqual(stopping);
  expect(Date.parse(gap?.to ?? '')).toBeLessThanOrEqual(Date.now());
});
