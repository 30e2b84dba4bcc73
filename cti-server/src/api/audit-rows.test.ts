import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ENTRY, startAuditStage } from '../../../fixtures/audit-stage.ts';
import { PASSWORD } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { AuditCheck } from '../contract/index.ts';

const stage = await startAuditStage();
const { server, admin, page, newest, sent, freshUser, freshConnection } = stage;
afterAll(stage.stop);

describe('A2 what is told', () => {
  test('of a change of a user: each field before and after, of a secret that it was set', async () => {
    const { id } = await freshUser();
    await sent('PATCH', `/api/users/${id}`, { name: 'Ольга', sipPassword: 'PLANTED-SIP' });
    expect(await newest()).toMatchObject({
      action: 'user-changed',
      target: { kind: 'user', id, name: 'Ольга' },
      changes: [
        { field: 'name', before: 'Olga', after: 'Ольга' },
        { field: 'sipPassword', before: null, after: null, secret: true },
      ],
    });
    await sent('PATCH', `/api/users/${id}`, { disabled: true });
    expect(await newest()).toMatchObject({
      action: 'user-disabled',
      changes: [{ field: 'disabled', before: false, after: true }],
    });
    await sent('PATCH', `/api/users/${id}`, { disabled: false });
    expect((await newest())?.action).toBe('user-enabled');
  });

  test('of a PBX connection: its settings, and no secret', async () => {
    const id = await freshConnection();
    const made = await newest();
    expect(made?.changes).toContainEqual({ field: 'host', before: null, after: '127.0.0.1' });
    expect(made?.changes).toContainEqual({
      field: 'secret',
      before: null,
      after: null,
      secret: true,
    });
    const { secret: _, ...same } = ENTRY;
    await sent('PUT', `/api/connections/${id}`, { ...same, port: 11 });
    expect(await newest()).toMatchObject({
      target: { kind: 'connection', id, name: 'Branch' },
      changes: [{ field: 'port', before: 9, after: 11 }],
    });
    await sent('PATCH', `/api/connections/${id}`, { enabled: false });
    await sent('PATCH', `/api/connections/${id}`, { enabled: true });
    expect(await newest()).toMatchObject({
      action: 'connection-enabled',
      changes: [{ field: 'enabled', before: false, after: true }],
    });
  });

  test('of refused sign-ins: whose account was tried; what nobody is called is not kept', async () => {
    const { login } = await freshUser();
    const tried = (name: string) =>
      sent('POST', '/api/session', { login: name, password: 'x' }, '');
    expect((await tried(login.toUpperCase())).status).toBe(401);
    expect(await newest()).toMatchObject({ action: 'sign-in-refused', who: { login } });
    expect((await tried('my-PLANTED-password')).status).toBe(401);
    expect(await newest()).toMatchObject({ action: 'sign-in-refused', who: null });
    for (let i = 0; i < 8; i += 1) await tried(login);
    const throttled = await page('?action=sign-in-throttled');
    expect(throttled.items.filter(({ who }) => who?.login === login)).toHaveLength(1);
  });

  test('of links and passwords that do not fit', async () => {
    const { login } = await freshUser();
    const cookie = await server.signIn(login);
    expect((await sent('POST', '/api/welcome/link', { token: 'PLANTED' }, '')).status).toBe(400);
    expect((await newest())?.action).toBe('link-refused');
    const change = (old: string) =>
      sent('PATCH', '/api/me', { password: { old, new: 'PLANTED password' } }, cookie);
    await change('wrong');
    expect(await newest()).toMatchObject({ action: 'password-refused', who: { login } });
    await change(PASSWORD);
    expect(await newest()).toMatchObject({ action: 'password-changed', who: { login } });
  });

  test('of a recording: each play once; of the events of a call: who took them away', async () => {
    const { id, recordingId } = await stage.recordedCall('rec');
    const play = (range: string) =>
      server.ask('GET', `/api/recordings/${recordingId}`, { cookie: admin, headers: { range } });
    for (const range of ['bytes=0-', 'bytes=500-', 'bytes=900-']) {
      expect((await play(range)).status).toBe(206);
    }
    const plays = await page('?action=recording-played');
    expect(plays.items.map(({ target }) => target)).toEqual([{ kind: 'call', id, name: '' }]);
    const capture = await until(
      async () => {
        const answer = await server.ask('GET', `/api/calls/${id}/capture?masked=true`, {
          cookie: admin,
        });
        return answer.status === 200 ? answer : null;
      },
      { what: 'the capture' },
    );
    await capture.text();
    expect(await newest()).toMatchObject({
      action: 'capture-downloaded',
      target: { kind: 'call', id },
      changes: [{ field: 'masked', after: true }],
    });
  });

  test('of the export: the file has all rows of its filter, and the export itself is noted', async () => {
    const answer = await server.ask('GET', '/api/audit/export?action=user-created', {
      cookie: admin,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines).toHaveLength(1 + (await page('?action=user-created')).items.length);
    expect(await newest()).toMatchObject({
      action: 'audit-exported',
      changes: [{ field: 'action', before: null, after: 'user-created' }],
    });
  });
});

test('F11 nothing of what was secret is in the log, its file or its export', async () => {
  const answer = await server.ask('GET', '/api/audit/export', { cookie: admin });
  expect(await answer.text()).not.toContain('PLANTED');
  const rows = JSON.stringify((await page('?limit=100')).items);
  expect(rows).not.toContain('PLANTED');
  for (const file of ['perezvon.db', 'perezvon.db-wal']) {
    expect(readFileSync(join(server.dataDir, file)).includes('PLANTED')).toBe(false);
  }
});

test('A1 the chain over all of that is whole', async () => {
  const answer = await server.ask('GET', '/api/audit/verify', { cookie: admin });
  const [last] = (await page('?limit=1')).items;
  const { rows, hash, broken } = (await answer.json()) as AuditCheck;
  expect({ rows, hash, broken }).toEqual({ rows: last?.n, hash: last?.hash, broken: null });
});

test.each([
  'sort=at',
  'userId=a&userId=b',
  'action=drop',
  'from=yesterday',
  'limit=1000',
  "cursor='--",
])('F13 what is no filter is refused: %s', async (query) => {
  const answer = await server.ask('GET', `/api/audit?${query}`, { cookie: admin });
  expect(answer.status).toBe(400);
});
