import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { AuditPage, CallView, ErasureList } from '../contract/index.ts';

// L11: an erasure is many transactions. Each time it is cut short before another one of them, as by a kill, and goes on at
// the next start.

const pbx = createFakePbx();
const dir = mkdtempSync(join(tmpdir(), 'perezvon-cut-'));
let server: TestServer;
let admin: string;
let people = 0;

const start = async () => {
  server = await startTestServer({
    dataDir: dir,
    connectors: pbx.connectors,
    config: { pbx: [officeOf()] },
  });
};
beforeAll(async () => {
  await start();
  await server.addUser({ login: 'root', role: 'admin', name: 'Root', language: 'en' });
  admin = await server.signIn('root');
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const sent = (method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie: admin, ...(body === undefined ? {} : { body }) });
const read = async <T>(path: string): Promise<T> => (await (await sent('GET', path)).json()) as T;

/** Somebody with a number, a call and a task; gives the contact's id. */
async function someone(digits: string): Promise<string> {
  const numbers = [{ kind: 'work', written: digits }];
  const body = { kind: 'person', name: `Planted ${digits}`, numbers };
  const made = await sent('POST', '/api/contacts', body);
  const { id } = (await made.json()) as { id: string };
  const call = pbx.ring({ from: digits, extension: '101', channel: `c${people}` });
  pbx.hangUp(`c${people}`);
  await until(async () => (await read<CallView>(`/api/calls/${call}`)).endedAt, {
    what: 'the call in the log',
  });
  const task = { kind: 'call-back', what: 'Planted', number: `+${digits}`, contactId: id };
  expect((await sent('POST', '/api/tasks', task)).status).toBe(201);
  return id;
}

/** The next step that does this to that table fails, and all after it: the process is as good as killed. */
function cutBefore(event: string): () => void {
  const database = openDatabase({ file: join(dir, 'perezvon.db') });
  database.sqlite.exec(`CREATE TRIGGER cut BEFORE ${event} BEGIN SELECT RAISE(ABORT, 'cut'); END`);
  database.close();
  return () => {
    const again = openDatabase({ file: join(dir, 'perezvon.db') });
    again.sqlite.exec('DROP TRIGGER cut');
    again.close();
  };
}

test.each([
  ['the deals and tasks', 'DELETE ON tasks'],
  ['the calls', 'UPDATE ON calls'],
  ['the entries of the log', 'DELETE ON call_log_entries'],
  ['the contact', 'DELETE ON contacts'],
  ['the certificate', 'INSERT ON erasures'],
  ['the row of the audit log', 'INSERT ON audit_entries'],
])('L11 an erasure that is cut short before %s goes on at the next start', async (_, event) => {
  people += 1;
  const digits = `7916123${String(people).padStart(4, '0')}`;
  const contactId = await someone(digits);
  const before = await read<ErasureList>('/api/erasures');
  const mend = cutBefore(event);
  const order = { subject: { contactId }, reference: `letter ${event}` };
  expect((await sent('POST', '/api/erasures', order)).status).toBe(500);
  expect(await read<ErasureList>('/api/erasures')).toEqual(before);
  await server.stop();
  mend();
  await start();
  const { items } = await until(
    async () => {
      const list = await read<ErasureList>('/api/erasures');
      return list.items.length > before.items.length ? list : null;
    },
    { what: 'the certificate' },
  );
  expect(items).toHaveLength(before.items.length + 1);
  expect(items[0]).toMatchObject({ by: 'Root', reference: order.reference, interrupted: true });
  const audit = await read<AuditPage>('/api/audit?action=person-erased');
  expect(audit.items).toHaveLength(items.length);
  expect(audit.items[0]).toMatchObject({
    who: { login: 'root' },
    address: '127.0.0.1',
    target: { kind: 'erasure', id: items[0]?.id, name: order.reference },
  });
  await server.stop();
  for (const file of readdirSync(dir)) {
    expect([file, readFileSync(join(dir, file)).includes(digits.slice(1))]).toEqual([file, false]);
  }
  await start();
});
