import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, startTestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { openDatabase } from '@perezvon/crm-core';
import type { AuditPage } from '../contract/index.ts';
import { CTI_JOURNAL } from '../open-data.ts';
import { makeBackup } from './backup.ts';
import { noteRestored } from '../restore-noted.ts';
import { restoreBackup } from './restore.ts';

const WRITER = new URL('../../../fixtures/log-writer.ts', import.meta.url).pathname;
const COMMAND = new URL('../backup-command.ts', import.meta.url).pathname;
const migrations = new URL('../../migrations', import.meta.url).pathname;

let dir: string;
let dataDir: string;
let writers: ChildProcess[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-backup-'));
  dataDir = join(dir, 'data');
  writers = [];
  // makes the database and the key as the server does
  await (await startTestServer({ dataDir })).stop();
});
afterEach(() => {
  for (const writer of writers) writer.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

/** A process that writes 5 calls a ms, and how many entries it was told are on the disk. */
function writing(): { told: () => number } {
  const child = spawn(process.execPath, [WRITER, join(dataDir, 'perezvon.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  writers.push(child);
  let last = 0;
  child.stdout?.on('data', (data) => {
    last = Number(String(data).trim().split('\n').at(-1));
  });
  return { told: () => last };
}

const backup = (more: { withKey?: boolean } = {}) =>
  makeBackup({
    dataDir,
    into: join(dir, 'backups'),
    withKey: false,
    now: Date.UTC(2026, 10, 23),
    ...more,
  });

function restore(
  folder: string,
  to = dataDir,
  more: { givenKey?: string; withoutSecrets?: boolean } = {},
) {
  return restoreBackup({
    folder,
    dataDir: to,
    givenKey: null,
    withoutSecrets: false,
    ...more,
    migrations,
    ctiJournal: CTI_JOURNAL,
    now: Date.UTC(2026, 10, 24),
    note: noteRestored,
  });
}

function callsIn(data: string): string[] {
  const handle = openDatabase({ file: join(data, 'perezvon.db') });
  const ids = handle.sqlite.prepare<[], string>('SELECT id FROM calls').pluck().all();
  handle.close();
  return ids;
}

/** Runs the command as a user does; the data directory comes from the environment. */
function command(...words: string[]) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, PEREZVON_DATA_DIR: dataDir, PEREZVON_LANGUAGE: 'en' };
  return spawnSync(process.execPath, [COMMAND, ...words], { cwd: dir, env, encoding: 'utf8' });
}

describe('a backup while the server writes', () => {
  test('has every call that was on the disk before it began; a server goes on from it', async () => {
    const writer = writing();
    await until(() => writer.told() > 500, { what: '500 entries' });
    const before = writer.told();
    const { folder, calls } = await backup();
    await until(() => writer.told() > before, { what: 'the writing goes on' });
    for (const child of writers) child.kill('SIGKILL');
    expect(calls).toBeGreaterThanOrEqual(before);
    const elsewhere = join(dir, 'elsewhere');
    expect(restore(folder, elsewhere)).toEqual({
      aside: null,
      withKey: false,
      secrets: 0,
      forgotten: null,
      stoppedWebhooks: 0,
    });
    const ids = new Set(callsIn(elsewhere));
    for (let n = 1; n <= before; n += 1) expect(ids).toContain(`office-${n}`);
    const server = await startTestServer({ dataDir: elsewhere });
    await server.addUser({ login: 'root', role: 'admin' });
    const cookie = await server.signIn('root');
    const page = await (await server.ask('GET', '/api/calls?limit=1', { cookie })).json();
    expect((page as { items: unknown[] }).items).toHaveLength(1);
    await server.stop();
  });

  test('C06 goes on from page to page, however much is written meanwhile, and has none of that', async () => {
    const other = openDatabase({ file: join(dataDir, 'perezvon.db') });
    other.sqlite.exec('CREATE TABLE filler (body BLOB)');
    const write = other.sqlite.prepare('INSERT INTO filler VALUES (zeroblob(?))');
    for (let n = 0; n < 24; n += 1) write.run(1_048_576);
    const shares: number[] = [];
    const { folder } = await makeBackup({
      dataDir,
      into: join(dir, 'backups'),
      withKey: false,
      now: 0,
      progress(share) {
        expect(share).toBeGreaterThan(shares.at(-1) ?? -1);
        shares.push(share);
        write.run(1);
      },
    });
    other.close();
    expect(shares.length).toBeGreaterThan(20);
    const copy = openDatabase({ file: join(folder, 'perezvon.db') });
    expect(copy.sqlite.prepare('SELECT count(*) FROM filler').pluck().get()).toBe(24);
    copy.close();
  });

  test('says so where the folder cannot be made, and does not hang', async () => {
    const into = '/proc/perezvon';
    await expect(makeBackup({ dataDir, into, withKey: false, now: 0 })).rejects.toMatchObject({
      code: 'backup-failed',
    });
  });

  test('is for its owner only, and has the key of secrets only when asked', async () => {
    expect(statSync(join(dataDir, 'perezvon.db')).mode & 0o777).toBe(0o600);
    const plain = await backup();
    expect(readdirSync(plain.folder).sort()).toEqual(['backup.json', 'perezvon.db']);
    expect(statSync(plain.folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(plain.folder)) {
      expect(statSync(join(plain.folder, name)).mode & 0o777).toBe(0o600);
    }
    const whole = await makeBackup({ dataDir, into: join(dir, 'more'), withKey: true, now: 0 });
    expect(readFileSync(join(whole.folder, 'secret.key'))).toEqual(
      readFileSync(join(dataDir, 'secret.key')),
    );
  });
});

describe('a restore', () => {
  test('keeps the data of before aside', async () => {
    const { folder } = await backup();
    const writer = writing();
    await until(() => writer.told() > 10, { what: 'calls after the backup' });
    for (const child of writers) child.kill('SIGKILL');
    await until(() => writers.every((child) => child.signalCode !== null), { what: 'its end' });
    const after = callsIn(dataDir).length;
    const { aside } = restore(folder);
    expect(callsIn(dataDir)).toHaveLength(0);
    expect(callsIn(aside ?? '')).toHaveLength(after);
  });

  test('cures a database that cannot be opened any more, and its log never meets the new one', async () => {
    const { folder } = await backup();
    writeFileSync(
      join(dataDir, 'perezvon.db'),
      'not a database, however long one looks at it'.repeat(200),
    );
    writeFileSync(join(dataDir, 'perezvon.db-wal'), 'its log');
    const { aside } = restore(folder);
    expect(callsIn(dataDir)).toEqual([]);
    expect(readdirSync(aside ?? '')).toContain('perezvon.db');
    expect(existsSync(join(dataDir, 'perezvon.db-wal'))).toBe(false);
  });

  test('is refused while a server has the data, and for a damaged or a newer copy; the data stays', async () => {
    const { folder } = await backup();
    const server = await startTestServer({ dataDir });
    expect(() => restore(folder)).toThrow(expect.objectContaining({ code: 'already-running' }));
    await server.stop();
    const copy = join(folder, 'perezvon.db');
    const whole = readFileSync(copy);
    const torn = Buffer.from(whole);
    torn.fill(0x5a, 4_096 * 3, 4_096 * 9);
    writeFileSync(copy, torn);
    expect(() => restore(folder)).toThrow(expect.objectContaining({ code: 'backup-damaged' }));
    const changed = Buffer.from(whole);
    changed[changed.length - 1] = 1;
    writeFileSync(copy, changed);
    expect(() => restore(folder)).toThrow(/checksum/);
    writeFileSync(copy, whole);
    rmSync(join(folder, 'backup.json'));
    const handle = openDatabase({ file: copy });
    handle.sqlite.exec(`INSERT INTO ${CTI_JOURNAL} (tag, hash) VALUES ('9999_later', 'x')`);
    handle.close();
    expect(() => restore(folder)).toThrow(expect.objectContaining({ code: 'database-newer' }));
    expect(callsIn(dataDir)).toEqual([]);
    expect(readdirSync(dataDir).filter((name) => name.includes('restor'))).toEqual([]);
  });
});

describe('C07 the key of stored secrets', () => {
  /** A backup of data with a secret of each kind, in a place where nothing else is. */
  async function withSecrets() {
    const server = await startTestServer({ dataDir });
    await server.addUser({ login: 'root', role: 'admin' });
    const cookie = await server.signIn('root');
    const entry = { name: 'Office', host: '127.0.0.1', user: 'u', secret: 'of the PBX' };
    await server.ask('POST', '/api/connections', { cookie, body: entry });
    const sip = { pbx: 'office', extension: '201', device: 'browser', sipPassword: 'of the phone' };
    const made = await server.ask('POST', '/api/users', {
      cookie,
      body: { login: 'anna', name: 'Anna', role: 'operator', ...sip },
    });
    expect(made.ok).toBe(true);
    const factor = await server.ask('POST', '/api/second-factor', {
      cookie,
      body: { password: PASSWORD },
    });
    expect(factor.ok).toBe(true);
    await server.stop();
    const { folder } = await backup();
    const elsewhere = join(dir, 'elsewhere');
    mkdirSync(elsewhere);
    return { folder, elsewhere, key: readFileSync(join(dataDir, 'secret.key'), 'utf8') };
  }
  const putKey = (to: string, key: string) =>
    writeFileSync(join(to, 'secret.key'), key, { mode: 0o600 });
  const other = 'ab'.repeat(32);
  const left = (folder: string) => readdirSync(folder).filter((name) => name !== 'perezvon.lock');

  test('that is missing or another one is named at once, and nothing is written', async () => {
    const { folder, elsewhere, key } = await withSecrets();
    const refused = (code: string, more = {}) =>
      expect(() => restore(folder, elsewhere, more)).toThrow(expect.objectContaining({ code }));
    refused('secret-key-missing');
    refused('secret-key-other', { givenKey: other });
    expect(left(elsewhere)).toEqual([]);
    putKey(elsewhere, other);
    refused('secret-key-other');
    expect(left(elsewhere)).toEqual(['secret.key']);
    expect(readFileSync(join(elsewhere, 'secret.key'), 'utf8')).toBe(other);
    rmSync(join(elsewhere, 'secret.key'));
    expect(restore(folder, elsewhere, { givenKey: key.trim() })).toMatchObject({ aside: null });
  });

  test('is asked for at a start, too: none is made in the place of a lost one', async () => {
    const { folder, elsewhere, key } = await withSecrets();
    putKey(elsewhere, key);
    restore(folder, elsewhere);
    rmSync(join(elsewhere, 'secret.key'));
    await expect(startTestServer({ dataDir: elsewhere })).rejects.toMatchObject({
      code: 'secret-key-missing',
    });
    expect(existsSync(join(elsewhere, 'secret.key'))).toBe(false);
  });

  test('that is lost keeps nobody out: what it sealed is given up on request, and typed anew', async () => {
    const { folder, elsewhere } = await withSecrets();
    expect(restore(folder, elsewhere, { withoutSecrets: true }).forgotten).toEqual({
      connections: 1,
      sipPasswords: 1,
      webhooks: 0,
      secondFactors: [{ id: expect.any(String), name: 'root' }],
    });
    const server = await startTestServer({ dataDir: elsewhere });
    const cookie = await server.signIn('root');
    const { items } = (await (await server.ask('GET', '/api/connections', { cookie })).json()) as {
      items: unknown[];
    };
    expect(items).toMatchObject([{ id: 'office', problem: 'secret-unreadable' }]);
    const log = await server.ask('GET', '/api/audit', { cookie });
    const rows = ((await log.json()) as AuditPage).items.filter(({ who }) => who === null);
    expect(rows.map(({ action, target }) => [action, target?.name])).toEqual([
      ['second-factor-off', 'root'],
      ['backup-restored', undefined],
    ]);
    await server.stop();
  });
});

describe('the commands', () => {
  test('say what they wrote and what to do next, and nothing secret', () => {
    const made = command('backup', '--to', join(dir, 'out'));
    expect(made).toMatchObject({ status: 0, stderr: '' });
    const folder = made.stdout.split('\n')[0] ?? '';
    expect(existsSync(join(folder, 'perezvon.db'))).toBe(true);
    expect(made.stdout).toContain(`npm run restore -- ${folder}`);
    expect(made.stdout).not.toContain(readFileSync(join(dataDir, 'secret.key'), 'utf8').trim());
    const back = command('restore', folder);
    expect(back).toMatchObject({ status: 0, stderr: '' });
    expect(back.stdout).toContain('before-restore-');
  });

  test('name what is wrong and the cure', () => {
    expect(command('restore')).toMatchObject({ status: 2 });
    const none = command('restore', join(dir, 'nothing'));
    expect(none.status).toBe(1);
    expect(none.stderr).toContain('Name the folder that npm run backup printed');
    dataDir = join(dir, 'no-such');
    expect(command('backup').stderr).toContain('Check dataDir');
  });
});
