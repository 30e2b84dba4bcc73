import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ReplayedPbx, startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { CallView, Health, Traffic } from './contract/index.ts';
import { CONNECTORS, type ConnectorKind } from './pbx/registry.ts';

let pbx: ReplayedPbx;
let dataDir: string;
let server: TestServer | undefined;

beforeEach(async () => {
  pbx = await startReplayedPbx();
  dataDir = mkdtempSync(join(tmpdir(), 'perezvon-poison-'));
});
afterEach(async () => {
  await server?.stop();
  await pbx.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The real link; but whoever is called Poison makes the processing of it fail, every time. */
function failing(): ReadonlyMap<string, ConnectorKind> {
  const real = CONNECTORS.get('asterisk-ami');
  if (!real) throw new Error('No connector');
  return new Map([
    [
      'asterisk-ami',
      {
        settings: real.settings,
        create(connection, context) {
          const connector = real.create(connection, context);
          return {
            ...connector,
            start: (sink) =>
              connector.start({
                ...sink,
                event(event, raw) {
                  if (JSON.stringify(event).includes('Poison')) throw new Error('no such name');
                  sink.event(event, raw);
                },
              }),
          };
        },
      },
    ],
  ]);
}

async function start(): Promise<TestServer> {
  const main = { id: 'main', user: 'perezvon', secret: 'change-me-perezvon', port: pbx.port };
  server = await startTestServer({
    dataDir,
    connectors: failing(),
    config: { pbx: [{ ...main, host: '127.0.0.1', extensions: '[0-9]{3}' }] },
  });
  return server;
}

const health = async (one: TestServer, cookie = '') =>
  (await (await one.ask('GET', '/healthz', { cookie })).json()) as Health;
const part = async (one: TestServer, name: string, cookie = '') =>
  (await health(one, cookie)).parts.find((found) => found.part === name);
const isUp = (one: TestServer) =>
  until(async () => (await part(one, 'pbx:main'))?.ok, { what: 'the link' });

const event = (name: string, ...lines: string[]) =>
  `Event: ${name}\r\n${lines.join('\r\n')}\r\n\r\n`;
/** A call from outside that is given up at once. */
const callOf = (id: string, name: string) =>
  event(
    'Newchannel',
    `Channel: PJSIP/pstn-${id}`,
    `Uniqueid: ${id}`,
    `Linkedid: ${id}`,
    'CallerIDNum: 79161234567',
    `CallerIDName: ${name}`,
    'Exten: 74950000001',
    'ChannelState: 4',
  ) +
  event('Hangup', `Channel: PJSIP/pstn-${id}`, `Uniqueid: ${id}`, `Linkedid: ${id}`, 'Cause: 127');

test('B10 poison among good calls, and again after a restart: set aside once, told, and nothing stops', async () => {
  const one = await start();
  await one.addUser({ login: 'root', role: 'admin' });
  const cookie = await one.signIn('root');
  await isUp(one);
  const ended = (at: TestServer, id: string, as: string) =>
    until(
      async () => {
        const answer = await at.ask('GET', `/api/calls/main-${id}`, { cookie: as });
        return answer.ok && ((await answer.json()) as CallView).state === 'ended';
      },
      { what: `call ${id}` },
    );
  const traffic = async (at: TestServer, as: string) =>
    ((await (await at.ask('GET', '/api/traffic', { cookie: as })).json()) as { items: Traffic[] })
      .items[0];
  const quiet = await part(one, 'messages:main', cookie);
  expect(quiet).toMatchObject({ ok: true, detail: null });

  pbx.send(callOf('1.1', 'Anna') + callOf('1.2', 'Poison') + callOf('1.3', 'Boris'));
  await ended(one, '1.1', cookie);
  await ended(one, '1.3', cookie);
  expect((await one.ask('GET', '/api/calls/main-1.2', { cookie })).status).toBe(404);
  expect(await traffic(one, cookie)).toMatchObject({
    setAside: 1,
    firstSetAside: [
      { text: expect.stringContaining('CallerIDName: Poison'), error: 'Error: no such name' },
    ],
  });
  expect((await health(one)).ok).toBe(false);
  const alarm = await part(one, 'messages:main', cookie);
  expect(alarm).toMatchObject({
    ok: false,
    detail: '1 messages of the PBX could not be processed. Calls may lack something.',
    cure: expect.stringContaining('Report them'),
  });
  // since the message, and no longer since the start
  expect(alarm && quiet && alarm.since > quiet.since).toBe(true);
  await one.stop();

  // what made it fail is still there when the next server asks
  pbx.behaviour.channels = [
    'Channel: PJSIP/pstn-1.4\r\nUniqueid: 1.4\r\nLinkedid: 1.4\r\nCallerIDName: Poison\r\nChannelStateDesc: Ring\r\nDuration: 00:00:01',
  ];
  const next = await start();
  const again = await next.signIn('root');
  await isUp(next);
  pbx.send(callOf('1.5', 'Poison') + callOf('1.6', 'Vera'));
  await ended(next, '1.6', again);
  expect(await part(next, 'messages:main')).toMatchObject({ ok: false });
  expect(await traffic(next, again)).toMatchObject({
    firstSetAside: [
      { text: expect.stringContaining('Event: CoreShowChannel') },
      { text: expect.stringContaining('Uniqueid: 1.5') },
    ],
  });
  expect(pbx.connections().open).toBe(1);
});
