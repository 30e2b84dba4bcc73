import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { AuditPage, CallView } from '../contract/index.ts';

// F16 Who may pause the recording of which call, and what is noted of it.

const pbx = createFakePbx();
let server: TestServer;
const cookies: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer({ connectors: pbx.connectors, config: { pbx: [officeOf()] } });
  const people = [
    { login: 'root', role: 'admin' },
    { login: 'anna', extension: '101', mayPause: true },
    { login: 'boris', extension: '103' },
    { login: 'vera', extension: '102', mayPause: true },
  ] as const;
  for (const one of people) {
    await server.addUser(one);
    cookies[one.login] = await server.signIn(one.login);
  }
});
afterAll(() => server.stop());

const order = (login: string, id: string, paused: boolean) =>
  server.ask('PUT', `/api/calls/${id}/recording`, {
    cookie: cookies[login] ?? '',
    body: { paused },
  });
const callOf = async (id: string) => {
  const answer = await server.ask('GET', `/api/calls/${id}`, { cookie: cookies['anna'] ?? '' });
  return (await answer.json()) as CallView;
};
async function noted(): Promise<(readonly [string, string | undefined])[]> {
  const answer = await server.ask('GET', '/api/audit', { cookie: cookies['root'] ?? '' });
  const { items } = (await answer.json()) as AuditPage;
  const rows = items.filter(({ action }) => action.startsWith('recording-'));
  return rows.map(({ action, who }) => [action, who?.login] as const).reverse();
}

test('of the own call, by those who may; as the PBX says it, with each order noted', async () => {
  const id = pbx.ring({ from: '79161234567', extension: '101', channel: 'r1' });
  pbx.say({ kind: 'recording', file: 'a.wav', isFile: true, channel: 'r1', group: 'r1' });
  await until(async () => (await callOf(id)).recording, { what: 'the call is recorded' });
  expect((await order('boris', id, true)).status).toBe(403);
  expect((await order('vera', id, true)).status).toBe(404);
  expect((await order('root', id, true)).status).toBe(403);
  expect(pbx.commands).toEqual([]);

  expect((await order('anna', id, true)).status).toBe(204);
  expect(pbx.commands).toContainEqual({
    act: { act: 'pause-recording', channel: expect.stringContaining('PJSIP/') },
  });
  // the PBX has not said so yet
  expect((await callOf(id)).recordingPauses).toBeUndefined();
  pbx.say({ kind: 'recording-mute', isMuted: true, channel: 'r1', group: 'r1' });
  await until(async () => (await callOf(id)).recordingPauses?.[0]?.until === null, {
    what: 'it is paused',
  });
  expect((await order('anna', id, false)).status).toBe(204);
  pbx.say({ kind: 'recording-mute', isMuted: false, channel: 'r1', group: 'r1' });
  await until(async () => (await callOf(id)).recordingPauses?.[0]?.until, { what: 'it goes on' });

  // by a code of the PBX's own: nobody of ours
  pbx.say({ kind: 'recording-mute', isMuted: true, channel: 'r1', group: 'r1' });
  await until(async () => (await noted()).length === 3, { what: 'that is noted, too' });
  pbx.answer = { result: 'refused', code: 'pbx-refused', reason: 'Cannot set mute flag' };
  const refused = await order('anna', id, false);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    409,
    'not-recorded',
  ]);
  pbx.answer = { result: 'accepted' };
  pbx.hangUp('r1');
  await until(async () => (await callOf(id)).state === 'ended', { what: 'it is over' });
  expect((await order('anna', id, true)).status).toBe(409);
  expect(await noted()).toEqual([
    ['recording-paused', 'anna'],
    ['recording-resumed', 'anna'],
    ['recording-paused', undefined],
    ['recording-resumed', 'anna'],
    ['recording-pause-failed', 'anna'],
  ]);
});
