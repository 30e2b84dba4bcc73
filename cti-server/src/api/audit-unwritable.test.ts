import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { SOUND, startAuditStage } from '../../../fixtures/audit-stage.ts';
import { PASSWORD } from '../../../fixtures/test-server.ts';
import type { AuditPage } from '../contract/index.ts';

// The disk takes everything but rows of the audit log.

const stage = await startAuditStage();
const { server, admin } = stage;
const call = await stage.recordedCall('a');
const other = openDatabase({ file: join(server.dataDir, 'perezvon.db') });

beforeEach(() => letWrite(false));
afterAll(async () => {
  other.close();
  await stage.stop();
});

function letWrite(on: boolean): void {
  const { sqlite } = other;
  sqlite.exec('DROP TRIGGER IF EXISTS unwritable');
  if (on) return;
  sqlite.exec(
    "CREATE TRIGGER unwritable BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
}

test('A2 nobody signs in who cannot be noted', async () => {
  const body = { login: 'root', password: PASSWORD };
  const answer = await server.ask('POST', '/api/session', { body });
  expect(answer.status).toBe(500);
  expect(answer.headers.getSetCookie()).toEqual([]);
  letWrite(true);
  expect((await server.ask('POST', '/api/session', { body })).status).toBe(200);
});

test('A2 L9 a recording that cannot be noted is not heard, nor are the events of a call given out', async () => {
  for (const path of [`/api/recordings/${call.recordingId}`, `/api/calls/${call.id}/capture`]) {
    const answer = await server.ask('GET', path, { cookie: admin });
    expect([path, answer.status]).toEqual([path, 500]);
    expect(Buffer.from(await answer.arrayBuffer()).includes(SOUND.subarray(0, 8))).toBe(false);
  }
  // nor its second half, as if the play had begun
  const rest = await server.ask('GET', `/api/recordings/${call.recordingId}`, {
    cookie: admin,
    headers: { range: 'bytes=500-' },
  });
  expect(rest.status).toBe(500);
  letWrite(true);
  const heard = await server.ask('GET', `/api/recordings/${call.recordingId}`, { cookie: admin });
  expect(Buffer.from(await heard.arrayBuffer())).toEqual(SOUND);
});

test('A2 the log is not exported where that cannot be noted; a change that cannot be is told as failed', async () => {
  const exported = await server.ask('GET', '/api/audit/export', { cookie: admin });
  expect(exported.status).toBe(500);
  const body = { login: 'new', name: 'New', role: 'operator' };
  expect((await server.ask('POST', '/api/users', { cookie: admin, body })).status).toBe(500);
  letWrite(true);
  const answer = await server.ask('GET', '/api/audit?action=user-created', { cookie: admin });
  expect(((await answer.json()) as AuditPage).items).toEqual([]);
});
