import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { Problem } from '../contract/index.ts';

let server: TestServer;
let cookie: string;
let other: InstanceType<typeof Sqlite>;

beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ login: 'anna' });
  cookie = await server.signIn('anna');
  other = new Sqlite(join(server.dataDir, 'perezvon.db'));
});

afterAll(async () => {
  other.close();
  await server.stop();
});

const contact = { kind: 'person', name: 'New', numbers: [] };

test('C05 another program holds the database: writes answer 503 with a cure, reads go on', async () => {
  other.exec('BEGIN IMMEDIATE');
  const began = performance.now();
  const write = await server.ask('POST', '/api/contacts', { cookie, body: contact });
  const took = performance.now() - began;
  const read = await server.ask('GET', '/api/contacts', { cookie });
  const out = await server.ask('DELETE', '/api/session', { cookie });
  other.exec('ROLLBACK');
  expect(write.status).toBe(503);
  expect((await write.json()) as Problem).toMatchObject({ code: 'database-locked' });
  expect(out.status).toBe(503);
  expect(read.status).toBe(200);
  // The event loop stood for the busy time-out at most, not for SQLite's five seconds.
  expect(took).toBeLessThan(1_000);
  const again = await server.ask('POST', '/api/contacts', { cookie, body: contact });
  expect(again.status).toBe(201);
});
