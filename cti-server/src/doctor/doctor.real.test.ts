import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  type AsteriskVersion,
  type RunningAsterisk,
  startAsterisk,
} from '../../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../../fixtures/asterisk/connection.ts';
import { WORLDS } from '../../../fixtures/asterisk/worlds/worlds.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallPage, Diagnosis, Health } from '../contract/index.ts';

// Every world is a real Asterisk, set up as somebody might have done it.

type WorldName = keyof typeof WORLDS;
type Told = Readonly<Record<string, Diagnosis>>;

let pbx: RunningAsterisk | null = null;
let server: TestServer | null = null;
const folder = mkdtempSync(join(tmpdir(), 'perezvon-worlds-'));
let serial = 0;

afterEach(async () => {
  await server?.stop();
  await pbx?.stop();
  server = null;
  pbx = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function enter(name: WorldName, version: AsteriskVersion = 22): Promise<RunningAsterisk> {
  serial += 1;
  const runDir = join(folder, String(serial));
  mkdirSync(runDir);
  const { configure } = WORLDS[name];
  pbx = await startAsterisk({ version, portOffset: 5_000, runDir, configure });
  return pbx;
}

/** What the doctor of a server says that is connected to it as the sample is. */
async function examined(entry: object): Promise<Told> {
  server = await startTestServer({ config: { pbx: [entry] } });
  await server.addUser({ login: 'root', role: 'admin' });
  const cookie = await server.signIn('root');
  const answer = await server.ask('POST', '/api/connections/main/doctor', { cookie });
  expect(answer.status).toBe(200);
  const lines = (await answer.text()).trim().split('\n');
  const diagnoses = lines.map((line) => JSON.parse(line) as Diagnosis);
  return Object.fromEntries(diagnoses.map((one) => [one.check, one]));
}

const wholeEntry = (of: RunningAsterisk) =>
  connectionTo(of, {
    sip: { url: `ws://127.0.0.1:${of.ports.http}/ws` },
    recordingsDir: of.recordingsDir,
    cdr: { file: of.cdrFile },
  });

/** Checks that are not as they should be. */
const troubles = (told: Told) =>
  Object.fromEntries(
    Object.values(told).flatMap(({ check, state }) => (state === 'ok' ? [] : [[check, state]])),
  );

describe.each([22, 16] as const)('Asterisk %i', (version) => {
  test('a sound one: every check is well, and the test call is no call of the log', async () => {
    const told = await examined(wholeEntry(await enter('sound', version)));
    expect(troubles(told)).toEqual({});
    expect(told['version']?.found.en).toContain(String(version));
    expect(told['phones']?.found.en).toMatch(/^Found: 20/);
    const { ask, signIn } = server as TestServer;
    const cookie = await signIn('root');
    await until(
      async () => {
        const { parts } = (await (await ask('GET', '/healthz', { cookie })).json()) as Health;
        return parts.find(({ part }) => part === 'pbx:main')?.ok;
      },
      { what: 'the connection' },
    );
    // again, while the server listens
    await ask('POST', '/api/connections/main/doctor', { cookie });
    const { items } = (await (await ask('GET', '/api/calls', { cookie })).json()) as CallPage;
    expect(items).toEqual([]);
  });
});

describe('worlds on Asterisk 22', () => {
  test.each([
    ['wrong secret', 'login', /refused .* "perezvon".*secret/],
    ['no right to call', 'rights', /Missing in write: originate, call/],
    ['no event of the dialplan', 'events', /class dialplan/],
    ['no context for click-to-call', 'context', /no context click-to-call/],
  ] as const)(
    '%s: the check "%s" fails and says so, with the lines',
    async (name, check, words) => {
      const told = await examined(wholeEntry(await enter(name)));
      expect(told[check]).toMatchObject({ state: 'failed', file: expect.any(String) });
      expect(told[check]?.found.en).toMatch(words);
      expect(told[check]?.lines.length).toBeGreaterThan(0);
    },
  );

  test.each([
    ['address not permitted', 'login', 'failed', /permit/],
    ['no event of calls', 'events', 'failed', /class call/],
    ['a filter of events', 'events', 'failed', /class dialplan/],
    ['a user with everything', 'rights', 'warning', /command, config, system/],
    ['events without time', 'time', 'warning', /bear no time/],
    ['no web server', 'browsers', 'failed', /nothing listens there/],
    ['no SIP over WebSocket', 'browsers', 'failed', /takes no SIP over WebSocket/],
    ['phones by other names', 'phones', 'warning', /No name matches .*phone/],
  ] as const)('%s: "%s" is %s', async (name, check, state, words) => {
    const told = await examined(wholeEntry(await enter(name)));
    expect(told[check]).toMatchObject({ state });
    const { found, cure, lines = [] } = told[check] ?? {};
    expect(found?.en).toMatch(words);
    expect(found?.ru).not.toBe(found?.en);
    expect(Boolean(cure) || lines.length > 0).toBe(true);
  });

  test('a clock that is off: "time" is warning', async () => {
    serial += 1;
    const runDir = join(folder, String(serial));
    mkdirSync(runDir);
    const clock = { ahead: 90, zone: 'UTC0' };
    pbx = await startAsterisk({ version: 22, portOffset: 5_000, runDir, clock });
    const told = await examined(wholeEntry(pbx));
    expect(told['time']).toMatchObject({ state: 'warning', cure: { en: expect.any(String) } });
    expect(told['time']?.found.en).toMatch(/(?:89|90)\.\d s off/);
  });

  test('a server in another time zone than the PBX: "time" is warning', async () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Vladivostok';
    try {
      const told = await examined(wholeEntry(await enter('sound')));
      expect(told['time']).toMatchObject({ state: 'warning', file: 'cdr.conf' });
      expect(told['time']?.found.en).toMatch(/another time zone.*10 h/);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('nothing there, a wall of silence, another server: each said, the rest skipped, nobody waits for ever', async () => {
    const nothing = await examined({ ...ANY, port: 9 });
    expect(nothing['address']?.found.en).toMatch(/Nothing listens at 127\.0\.0\.1:9/);
    expect(nothing['login']?.state).toBe('skipped');
    await server?.stop();
    const mute = await listening((socket) => socket.pause());
    const silent = await examined({ ...ANY, port: mute.port });
    expect(silent['address']).toMatchObject({ state: 'failed' });
    await server?.stop();
    mute.close();
    const other = await listening((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const foreign = await examined({ ...ANY, port: other.port });
    expect(foreign['address']?.found.en).toMatch(/is no Asterisk Manager Interface/);
    other.close();
  }, 60_000);
});

const ANY = { id: 'main', host: '127.0.0.1', user: 'perezvon', secret: 'x' };

async function listening(
  act: (socket: Socket) => unknown,
): Promise<{ port: number; close: () => void }> {
  const listener = createServer((socket) => void act(socket));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => void listener.close(),
  };
}
