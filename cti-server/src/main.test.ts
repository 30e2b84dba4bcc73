import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import {
  becomeAdmin,
  openProcessStage,
  postTo,
  type ProcessStage,
  type RunOptions,
  START_MS,
} from '../../fixtures/server-process.ts';
import { until } from '../../fixtures/until.ts';
import { again, recordedEvents } from '../bench/ami-stream-of-calls.ts';
import type { CallPage, Health } from './contract/index.ts';

let stage: ProcessStage;
beforeEach(() => {
  stage = openProcessStage();
});
afterEach(() => stage.end());

/** What a server says that cannot start; it must end with 1 and say no more than cause and cure. */
async function refusal(options: RunOptions = {}): Promise<string> {
  const server = stage.run(options);
  expect(await server.ended()).toBe(1);
  expect(server.said()).not.toMatch(/\n +at /);
  return server.said();
}

describe('a start that cannot be says why and what to do, and ends with 1', () => {
  test('port taken', { timeout: START_MS * 2 }, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await until(() => other.address(), { what: 'the other program' });
    const port = String((other.address() as AddressInfo).port);
    const said = await refusal({ env: { PEREZVON_PORT: port } });
    const inRussian = await refusal({ env: { PEREZVON_PORT: port, LANG: 'ru_RU.UTF-8' } });
    other.close();
    expect(said).toMatch(new RegExp(`Port ${port} at 127.0.0.1 is taken[^]*PEREZVON_PORT`));
    expect(inRussian).toMatch(new RegExp(`Порт ${port} на 127.0.0.1 занят[^]*PEREZVON_PORT`));
  });

  test('data directory unwritable', { timeout: START_MS * 3 }, async () => {
    writeFileSync(join(stage.dir, 'file'), '');
    const said = await refusal({ env: { PEREZVON_DATA_DIR: join(stage.dir, 'file', 'data') } });
    expect(said).toMatch(/file\/data is not writable: a part of the path[^]*PEREZVON_DATA_DIR/);
    const env = { PEREZVON_DATA_DIR: join(stage.dir, 'file', 'data'), LANG: 'ru_RU.UTF-8' };
    expect(await refusal({ env })).toMatch(/нельзя писать: часть пути — не каталог \(ENOTDIR\)\./);
  });

  test('a lock that cannot be used', { timeout: START_MS * 2 }, async () => {
    mkdirSync(join(stage.dir, 'data', 'perezvon.lock'), { recursive: true });
    expect(await refusal()).toMatch(
      /The lock file \S+perezvon\.lock cannot be used: the file cannot be opened/,
    );
  });

  test('a database that is none: the cure is said once', { timeout: START_MS * 2 }, async () => {
    mkdirSync(join(stage.dir, 'data'));
    writeFileSync(join(stage.dir, 'data', 'perezvon.db'), 'dear diary, '.repeat(1_000));
    const said = await refusal();
    expect(said).toMatch(/perezvon\.db is not an SQLite database, or is damaged\.\nName another/);
    expect(said.split('restore this one from a backup')).toHaveLength(2);
  });

  test('a database that another program holds', { timeout: START_MS * 2 }, async () => {
    mkdirSync(join(stage.dir, 'data'));
    const other = new Sqlite(join(stage.dir, 'data', 'perezvon.db'));
    other.pragma('journal_mode = WAL');
    other.exec('BEGIN IMMEDIATE');
    const said = await refusal();
    other.close();
    expect(said).toMatch(/perezvon\.db is locked by another program\.\nClose the other program/);
  });

  test('unknown configuration key', { timeout: START_MS * 2 }, async () => {
    const said = await refusal({ env: { PEREZVON_PROT: '1' } });
    expect(said).toMatch(/PEREZVON_PROT is unknown[^]*PEREZVON_PORT/);
  });

  test('a Node that is too old', { timeout: START_MS * 2 }, async () => {
    const old = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`;
    const said = await refusal({ flags: ['--import', old] });
    expect(said).toMatch(/needs Node 22\.14 or newer; this is 20\.20\.2/);
  });
});

describe('C09 a second server on the same data', () => {
  test('ends within 2 s, naming the lock; no line to the PBX is doubled and no call', {
    timeout: START_MS * 3,
  }, async () => {
    const pbx = await startReplayedPbx();
    try {
      const ami = { port: pbx.port, user: 'perezvon', secret: 'change-me-perezvon' };
      const config = {
        pbx: [{ id: 'office', outsidePrefix: '9', extensions: '[0-9]{3}', ...ami }],
      };
      const first = stage.run({ config });
      const { origin, token } = await first.ready();
      const cookie = await becomeAdmin(origin, token);
      await until(() => pbx.connections().open === 1, { what: 'the line to the PBX' });
      const call = recordedEvents('in-direct-answered-22');
      const half = Math.floor(call.length / 2);
      const took: number[] = [];
      for (let serial = 1; serial <= 3; serial += 1) {
        const events = again(call, serial, `7916123450${serial}`);
        pbx.send(events.slice(0, half).join(''));
        took.push(
          await timeOf(async () => {
            const said = await refusal({ config });
            expect(said).toMatch(
              /Another Perezvon works with this data .*\(lock .*perezvon\.lock\)/,
            );
          }),
        );
        pbx.send(events.slice(half).join(''));
      }
      // The least of three; on a machine that is busy with other tests no program starts in time.
      const anyStart = await timeOf(() => refusal({ env: { PEREZVON_PROT: '1' } }));
      expect(Math.min(...took)).toBeLessThan(Math.max(2_000, anyStart * 2));
      const calls = await until(
        async () => {
          const answer = await fetch(`${origin}/api/calls`, { headers: { cookie } });
          const { items } = (await answer.json()) as CallPage;
          return items.filter(({ state }) => state === 'ended').length === 3 ? items : null;
        },
        { what: 'the calls in the log' },
      );
      const numbers = ['79161234501', '79161234502', '79161234503'];
      expect(new Set(calls.map(({ externalNumber }) => externalNumber))).toEqual(new Set(numbers));
      expect(pbx.connections()).toEqual({ made: 1, open: 1 });
      expect(rowsIn(join(stage.dir, 'data', 'perezvon.db'))).toEqual({ calls: 3, interactions: 3 });
      expect(first.child.exitCode).toBeNull();
    } finally {
      await pbx.stop();
    }
  });
});

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

function rowsIn(file: string) {
  const database = new Sqlite(file, { readonly: true });
  const count = (table: string) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  const rows = { calls: count('calls'), interactions: count('interactions') };
  database.close();
  return rows;
}

test('who is signed in is told the version of the program; a recordings folder that is away does not stop the start', {
  timeout: START_MS * 2,
}, async () => {
  const pbx = { id: 'office', port: 1, user: 'u', secret: 's', recordingsDir: 'nowhere' };
  const server = stage.run({ config: { pbx: [pbx] } });
  const { origin, token } = await server.ready();
  const cookie = await becomeAdmin(origin, token);
  const health = async (headers: Record<string, string>) =>
    (await (await fetch(`${origin}/healthz`, { headers })).json()) as Health;
  const { version, parts } = await health({ cookie });
  const { version: ours } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
  ) as { version: string };
  expect(version).toBe(ours);
  expect((await health({})).version).toBeNull();
  expect(parts.find(({ part }) => part === 'recordings:office')).toMatchObject({
    ok: false,
    problem: { reason: { ru: expect.stringMatching(/nowhere не читается: .*\(ENOENT\)/) } },
  });
  expect(server.logged()).toMatch(/nowhere cannot be read: .*correct recordingsDir/);
});

test('the first administrator is asked for again until there is one', {
  timeout: START_MS * 4,
}, async () => {
  const first = stage.run();
  const before = await first.ready();
  first.child.kill('SIGTERM');
  expect(await first.ended(10_000)).toBe(0);
  const second = await stage.run().ready();
  expect(second.token).toMatch(/^[\w-]{43}$/);
  const take = (token: string) => {
    const body = { name: 'Root', login: 'root', password: 'long enough', token };
    return postTo(second.origin, '/api/welcome', { body });
  };
  expect((await take(before.token)).status).toBe(400);
  expect((await take(second.token)).status).toBe(200);
});
