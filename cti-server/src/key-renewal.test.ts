import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterEach, expect, test } from 'vitest';
import { ENTRY } from '../../fixtures/audit-stage.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import type { AuditPage, Connection } from './contract/index.ts';

// F11: a renewal is a file, many rows and the file again. It is cut short within, as by a kill, and goes on at the start.

const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-key-'));
let server: TestServer;
afterEach(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const keys = () => readFileSync(join(dataDir, 'secret.key'), 'utf8').trim().split('\n');

function atRest(sql: string): void {
  const database = openDatabase({ file: join(dataDir, 'perezvon.db') });
  database.sqlite.exec(sql);
  database.close();
}

test('F11 a renewal cut short between people and PBXs: all opens meanwhile, and the next start ends it', async () => {
  const start = async () => {
    server = await startTestServer({ dataDir });
  };
  await start();
  await server.addUser({ login: 'root', role: 'admin' });
  const phone = { login: 'anna', pbx: 'main', extension: '101', sipPassword: 'of-101' };
  const cookie = await server.signIn('root');
  const made = await server.ask('POST', '/api/connections', {
    cookie,
    body: { ...ENTRY, id: 'main' },
  });
  expect(made.status).toBe(201);
  const { id } = await server.addUser(phone);
  const [old] = keys();
  atRest(
    `CREATE TRIGGER cut BEFORE UPDATE ON pbx_connections BEGIN SELECT RAISE(ABORT, 'cut'); END`,
  );
  expect((await server.ask('POST', '/api/secret-key', { cookie })).status).toBe(500);
  expect(keys()).toEqual([expect.not.stringContaining(old ?? ''), old]);
  const [fresh] = keys();

  const isWhole = async () => {
    expect(await server.app.accounts.sipPassword(id)).toBe('of-101');
    const answer = await server.ask('GET', '/api/connections', { cookie });
    const { items } = (await answer.json()) as { items: Connection[] };
    expect(items).toMatchObject([{ id: 'main', problem: null, secrets: ['secret'] }]);
  };
  await isWhole();
  await server.stop();
  atRest('DROP TRIGGER cut');
  await start();
  expect(keys()).toEqual([fresh]);
  await isWhole();
});

test('F11 a new key of PEREZVON_KEY seals all at the start, and is noted once', async () => {
  const [old, fresh] = ['a', 'b'].map((digit) => digit.repeat(64));
  const start = async (key: string) => {
    server = await startTestServer({
      dataDir,
      config: { pbx: [{ ...ENTRY, id: 'main' }] },
      env: { PEREZVON_KEY: key },
    });
  };
  await start(old ?? '');
  await server.addUser({ login: 'root', role: 'admin' });
  const phone = { login: 'anna', pbx: 'main', extension: '101', sipPassword: 'of-101' };
  const { id } = await server.addUser(phone);
  await server.stop();
  for (let restarts = 0; restarts < 2; restarts += 1) {
    await start(`${fresh},${old}`);
    await server.stop();
  }
  await start(fresh ?? '');
  expect(await server.app.accounts.sipPassword(id)).toBe('of-101');
  const cookie = await server.signIn('root');
  const answer = await server.ask('GET', '/api/audit?action=secret-key-renewed', { cookie });
  const { items } = (await answer.json()) as AuditPage;
  expect(items).toMatchObject([{ who: null, userAgent: 'PEREZVON_KEY' }]);
});
