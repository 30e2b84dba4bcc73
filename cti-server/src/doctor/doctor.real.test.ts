import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createWorldStage, troubles, wholeEntry } from '../../../fixtures/asterisk/worlds/stage.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallPage, ExtensionList, Health } from '../contract/index.ts';

// Every world is a real Asterisk, set up as somebody might have done it.

const stage = createWorldStage();
const { enter, examined } = stage;
afterEach(stage.leave);
afterAll(stage.stop);

describe.each([22, 16] as const)('Asterisk %i', (version) => {
  test('a sound one: every check is well, and the test call is no call of the log', async () => {
    const told = await examined(wholeEntry(await enter('sound', { version })), [BROWSER_USER]);
    expect(troubles(told)).toEqual({});
    expect(told['version']?.found.en).toContain(String(version));
    expect(told['phones']?.found.en).toMatch(/^Found: 20/);
    expect(told['queues']?.found.en).toMatch(/^Queues: 3, .* arrive\.$/);
    const { ask, signIn } = stage.server();
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

test('Asterisk 16 with chan_sip: its phones are found, also those that nobody has called yet', async () => {
  const pbx = await enter('phones of chan_sip', { version: 16 });
  const told = await examined({ ...wholeEntry(pbx), technology: 'SIP' });
  expect(told['phones']).toMatchObject({ state: 'ok', found: { en: 'Found: 2: 301, 302.' } });
  const { ask, signIn } = stage.server();
  const cookie = await signIn('root');
  const answer = await ask('GET', '/api/connections/main/extensions', { cookie });
  const { items } = (await answer.json()) as ExtensionList;
  expect(items.map(({ extension }) => extension)).toEqual(['301', '302']);
});

describe('worlds on Asterisk 22', () => {
  test.each([
    ['wrong secret', 'login', /refused .* "perezvon".*secret/],
    ['no right to call', 'rights', /Missing in write: originate, call, agent/],
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
    ['no event of queues', 'queues', 'failed', /class agent.*do not arrive/],
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
    if (name === 'no event of queues') expect(lines).toContain('read = system,call,agent,dialplan');
  });

  test('a clock that is off: "time" is warning', async () => {
    const clock = { ahead: 90, zone: 'UTC0' };
    const told = await examined(wholeEntry(await enter('sound', { clock })));
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

  test('no AMI: nobody listens, the rest is skipped', async () => {
    const told = await stage.examinedHere(wholeEntry(await enter('no AMI')));
    expect(told['address']).toMatchObject({ state: 'failed', file: 'manager.conf' });
    expect(told['address']?.found.en).toMatch(/Nothing listens at 127\.0\.0\.1:\d+/);
    expect(told['login']?.state).toBe('skipped');
  });

  test('an old version: "version" is warning', async () => {
    // a real AMI whose answer is made older on its way
    const { ports } = await enter('sound');
    const old = await listening((socket) => {
      const ami = connect(ports.ami, '127.0.0.1');
      socket.on('close', () => ami.destroy()).pipe(ami);
      ami.on('data', (bytes) => {
        const text = bytes.toString('latin1');
        socket.write(text.replace(/(AsteriskVersion: )[^\r]+/, '$113.38.3'), 'latin1');
      });
    });
    const told = await examined({ ...ANY, port: old.port, secret: 'change-me-perezvon' });
    old.close();
    expect(told['version']).toMatchObject({ state: 'warning', found: { en: '13.38.3' } });
    expect(told['version']?.cure?.en).toMatch(/16 to 22/);
  });

  test('a wall of silence, another server: each said, the rest skipped, nobody waits for ever', async () => {
    const wall = await silence();
    const silent = await stage.examinedHere({ ...ANY, port: wall.port });
    wall.end();
    expect(silent['address']?.found.en).toMatch(/a firewall drops it/);
    expect(silent['rights']?.state).toBe('skipped');
    const other = await listening((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const foreign = await stage.examinedHere({ ...ANY, port: other.port });
    expect(foreign['address']?.found.en).toMatch(/is no Asterisk Manager Interface/);
    other.close();
  });
});

/** Whose phone is in the browser, as the sample has it. */
const BROWSER_USER = {
  login: 'anna',
  pbx: 'main',
  extension: '201',
  device: 'browser' as const,
  sipPassword: 'browser-201-secret',
};
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

/**
 * A port whose packets nobody answers, as behind a firewall: the program that listens is stopped, and its queue of
 * connections is full.
 */
async function silence(): Promise<{ port: number; end: () => void }> {
  const listen = `const s = require('node:net').createServer();
    s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`;
  const child: ChildProcess = spawn(process.execPath, ['-e', listen], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const port = Number(said.toString());
  child.kill('SIGSTOP');
  const queue = [1, 2].map(() => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(queue.map((socket) => once(socket, 'connect')));
  return {
    port,
    end() {
      for (const socket of queue) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
