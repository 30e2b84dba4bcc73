import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ReplayedPbx, startReplayedPbx } from '../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { again, recordedEvents } from '../../bench/ami-stream-of-calls.ts';
import type {
  CallView,
  Connection,
  ConnectionList,
  ExtensionList,
  Health,
  PbxGap,
  Problem,
} from '../contract/index.ts';

const SECRET = 'change-me-perezvon';
const CALL = recordedEvents('in-direct-answered-22');
/** Up to here it goes on. */
const END = CALL.findIndex((event) => event.startsWith('Event: Hangup'));

let dataDir: string;
let server: TestServer;
let admin: string;
const pbxs: ReplayedPbx[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perezvon-connections-'));
  server = await startTestServer({ dataDir, config: { pbx: [] } });
  await server.addUser({ login: 'admin', role: 'admin' });
  admin = await server.signIn('admin');
});
afterEach(async () => {
  await server.stop();
  for (const pbx of pbxs.splice(0)) await pbx.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function pbx(): Promise<ReplayedPbx> {
  const one = await startReplayedPbx();
  pbxs.push(one);
  return one;
}

const entryOf = ({ port }: ReplayedPbx, more: object = {}) => ({
  name: 'Office',
  host: '127.0.0.1',
  port,
  user: 'perezvon',
  secret: SECRET,
  ...more,
});

async function asked<T>(method: string, path: string, body?: unknown) {
  const answer = await server.ask(method, path, { cookie: admin, body });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as T, text };
}

const add = (entry: object) => asked<Connection>('POST', '/api/connections', entry);
const refused = async (method: string, path: string, body?: unknown) => {
  const { status, body: problem } = await asked<Problem>(method, path, body);
  return { status, code: problem.code, fields: Object.keys(problem.fields ?? {}) };
};
const linkOf = async (id: string) => {
  const { body } = await asked<Health>('GET', '/healthz');
  return body.parts.find(({ part }) => part === `pbx:${id}`);
};
const isUp = (id: string) =>
  until(async () => (await linkOf(id))?.ok, { what: `${id} is connected` });
const calls = async () => {
  const { body } = await asked<{ items: CallView[] }>('GET', '/api/calls?limit=50');
  return body.items;
};
const callOf = (number: string) =>
  until(async () => (await calls()).find(({ externalNumber }) => externalNumber === number), {
    what: `the call of ${number}`,
  });

/** The begin of a call that goes on, once the PBX was looked at twice: it lists no channels. */
async function ring(from: ReplayedPbx, serial: number, number: string): Promise<void> {
  const looks = () => from.received().split('coreshowchannels').length - 1;
  await until(() => looks() >= 2, { what: 'both looks at the PBX' });
  from.send(again(CALL, serial, number).slice(0, END).join(''));
}

test('a PBX that is added is connected at once, its calls are logged, and its secret never comes back', async () => {
  const office = await pbx();
  const { status, body, text } = await add(entryOf(office));
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: 'office',
    source: 'page',
    enabled: true,
    problem: null,
    secrets: ['secret'],
    entry: { name: 'Office', port: office.port },
  });
  await isUp('office');
  office.send(again(CALL, 1, '79161110001').join(''));
  await until(async () => (await calls())[0]?.state === 'ended', { what: 'the call' });
  const { text: listed } = await asked('GET', '/api/connections');
  for (const told of [text, listed]) expect(told).not.toContain(SECRET);
  for (const file of ['perezvon.db', 'perezvon.db-wal'])
    expect(readFileSync(join(dataDir, file)).includes(SECRET)).toBe(false);
});

test('after a restart of the server it is there as before', async () => {
  const office = await pbx();
  await add(entryOf(office));
  await isUp('office');
  await server.stop();
  server = await startTestServer({ dataDir, config: { pbx: [] } });
  await isUp('office');
});

test('wrong settings are named by their field, and nothing is made of them', async () => {
  const office = await pbx();
  const { secret: _, ...noSecret } = entryOf(office);
  const wrong = async (entry: object) => (await refused('POST', '/api/connections', entry)).fields;
  expect(await wrong(noSecret)).toEqual(['secret']);
  expect(await wrong(entryOf(office, { port: 70_000 }))).toEqual(['port']);
  expect(await wrong(entryOf(office, { country: 'ZZ' }))).toEqual(['country']);
  for (const extensions of ['[0-9', '(?!9)\\d+', '(\\d)\\1', '1'.repeat(501)])
    expect(await wrong(entryOf(office, { extensions }))).toEqual(['extensions']);
  expect(await wrong(entryOf(office, { sip: { url: 'http://x' } }))).toEqual(['sip.url']);
  expect(await wrong(entryOf(office, { cdr: { url: 'postgres://a@b:99999/c' } }))).toEqual([
    'cdr.url',
  ]);
  expect(await wrong(entryOf(office, { colour: 'red' }))).toEqual(['colour']);
  expect(await wrong(entryOf(office, { connector: 'telepathy' }))).toEqual(['connector']);
  expect((await asked<ConnectionList>('GET', '/api/connections')).body.items).toEqual([]);
});

test('a secret that is left out stays; to another host it does not go', async () => {
  const office = await pbx();
  await add(entryOf(office));
  await isUp('office');
  const { secret: _, ...rest } = entryOf(office, { name: 'Head office' });
  const changed = await asked<Connection>('PUT', '/api/connections/office', rest);
  expect(changed).toMatchObject({ status: 200, body: { secrets: ['secret'] } });
  await until(() => office.connections().made === 2, { what: 'the new connection' });
  await isUp('office');
  const elsewhere = { ...rest, host: '127.0.0.2' };
  expect(await refused('PUT', '/api/connections/office', elsewhere)).toEqual({
    status: 400,
    code: 'invalid',
    fields: ['secret'],
  });
  await isUp('office');
});

test('changing one PBX loses no call of it or of another, and the moment without it is a gap', async () => {
  const [office, branch] = [await pbx(), await pbx()];
  await add(entryOf(office));
  await add(entryOf(branch, { name: 'Branch' }));
  await Promise.all([isUp('office'), isUp('branch')]);
  await ring(branch, 1, '79161110011');
  const before = await callOf('79161110011');
  await asked('PUT', '/api/connections/office', entryOf(office, { name: 'Other' }));
  await until(() => office.connections().made === 2, { what: 'the new connection' });
  await isUp('office');
  expect(branch.connections().made).toBe(1);
  expect(await callOf('79161110011')).toMatchObject({ id: before.id, state: before.state });
  const { body } = await asked<{ items: PbxGap[] }>('GET', '/api/gaps');
  expect(body.items.map(({ pbx: id }) => id)).toEqual(['office']);
});

test('a disabled PBX is let go, its calls end as not all seen; enabled it is back', async () => {
  const office = await pbx();
  await add(entryOf(office));
  await isUp('office');
  await ring(office, 1, '79161110021');
  expect((await callOf('79161110021')).state).not.toBe('ended');
  await asked('PATCH', '/api/connections/office', { enabled: false });
  await until(() => office.connections().open === 0, { what: 'no connection' });
  await until(async () => (await callOf('79161110021')).state === 'ended', { what: 'its end' });
  expect(await callOf('79161110021')).toMatchObject({ complete: false, reason: 'end-not-seen' });
  expect(await linkOf('office')).toBeUndefined();
  await asked('PATCH', '/api/connections/office', { enabled: true });
  await isUp('office');
});

test('a PBX whose users have phones is not removed; without them it is, and its calls stay', async () => {
  const office = await pbx();
  await add(entryOf(office));
  await isUp('office');
  office.send(again(CALL, 1, '79161110031').join(''));
  await callOf('79161110031');
  const user = await server.addUser({ login: 'anna', pbx: 'office', extension: '101' });
  expect(await refused('DELETE', '/api/connections/office')).toMatchObject({
    status: 409,
    code: 'pbx-in-use',
  });
  await asked('PATCH', `/api/users/${user.id}`, { pbx: null, extension: null });
  expect((await asked('DELETE', '/api/connections/office')).status).toBe(204);
  await until(() => office.connections().open === 0, { what: 'no connection' });
  expect((await asked<ConnectionList>('GET', '/api/connections')).body.items).toEqual([]);
  expect(await calls()).toHaveLength(1);
  expect((await asked('DELETE', '/api/connections/office')).status).toBe(404);
});

test('what stands in the configuration file is shown and changed there only', async () => {
  const office = await pbx();
  await server.stop();
  const inFile = { id: 'office', ...entryOf(office) };
  server = await startTestServer({ dataDir, config: { pbx: [inFile] } });
  const { body, text } = await asked<ConnectionList>('GET', '/api/connections');
  expect(body.items).toMatchObject([{ id: 'office', source: 'file', secrets: ['secret'] }]);
  expect(text).not.toContain(SECRET);
  for (const [method, more] of [
    ['PUT', entryOf(office)],
    ['PATCH', { enabled: false }],
    ['DELETE', undefined],
  ] as const) {
    expect(await refused(method, '/api/connections/office', more)).toMatchObject({
      status: 409,
      code: 'pbx-from-file',
    });
  }
  expect(await refused('POST', '/api/connections', inFile)).toMatchObject({
    status: 409,
    code: 'pbx-id-taken',
    fields: ['id'],
  });
});

test('F11 a secret of another key than the rest is said to be unreadable, the rest runs, and typed anew it works', async () => {
  const office = await pbx();
  await add(entryOf(office));
  await add(entryOf(office, { name: 'Branch' }));
  await server.stop();
  const data = openDatabase({ file: join(dataDir, 'perezvon.db') });
  data.sqlite.exec(
    `UPDATE pbx_connections SET secrets = '{"secret":"v1.00000000.AAAA"}' WHERE id = 'office'`,
  );
  data.close();
  server = await startTestServer({ dataDir, config: { pbx: [] } });
  const { body } = await asked<ConnectionList>('GET', '/api/connections');
  expect(body.items).toMatchObject([
    { id: 'office', problem: 'secret-unreadable' },
    { id: 'branch', problem: null },
  ]);
  expect(await refused('PATCH', '/api/connections/office', { enabled: true })).toMatchObject({
    code: 'secret-unreadable',
  });
  await asked('PUT', '/api/connections/office', entryOf(office));
  await isUp('office');
});

test('F11 a new key of secrets while the server runs: all is sealed by it, the old one is gone, everything works on', async () => {
  const office = await pbx();
  await add(entryOf(office));
  await isUp('office');
  const sipPassword = 'sip-password-of-anna';
  await server.addUser({ login: 'anna', pbx: 'office', extension: '101', sipPassword });
  const keyFile = join(dataDir, 'secret.key');
  const old = readFileSync(keyFile, 'utf8');
  expect((await asked('POST', '/api/secret-key')).status).toBe(204);
  const now = readFileSync(keyFile, 'utf8');
  expect(now).toMatch(/^[0-9a-f]{64}\n$/);
  expect(now).not.toBe(old);

  await server.stop();
  server = await startTestServer({ dataDir, config: { pbx: [] } });
  await isUp('office');
  const [anna] = (await server.app.accounts.list()).filter(({ login }) => login === 'anna');
  expect(await server.app.accounts.sipPassword(anna?.id ?? '')).toBe(sipPassword);
});

test('F11 a crash in the middle of a new key loses nothing: the next start goes on with it', async () => {
  const office = await pbx();
  await add(entryOf(office));
  await server.stop();
  // as it is after the new key was added and before anything was sealed by it
  const keyFile = join(dataDir, 'secret.key');
  writeFileSync(keyFile, `${'ab'.repeat(32)}\n${readFileSync(keyFile, 'utf8')}`);
  server = await startTestServer({ dataDir, config: { pbx: [] } });
  await isUp('office');
  expect(readFileSync(keyFile, 'utf8')).toBe(`${'ab'.repeat(32)}\n`);
});

test('the extensions of a PBX are listed with whose they are; a PBX that is away says so', async () => {
  const office = await pbx();
  office.behaviour.devices = ['PJSIP/102', 'PJSIP/101', 'PJSIP/pstn', 'Queue:sales', 'PJSIP/102'];
  await add(entryOf(office, { extensions: '[0-9]{3}' }));
  await isUp('office');
  const anna = await server.addUser({ login: 'anna', pbx: 'office', extension: '102' });
  const { body } = await asked<ExtensionList>('GET', '/api/connections/office/extensions');
  expect(body.items).toEqual([
    { extension: '101', user: null },
    { extension: '102', user: { id: anna.id, name: 'anna' } },
  ]);
  await office.stop();
  pbxs.splice(0);
  await until(async () => (await linkOf('office'))?.ok === false, { what: 'the link is away' });
  expect(await refused('GET', '/api/connections/office/extensions')).toMatchObject({
    code: 'pbx-away',
  });
  expect((await asked('GET', '/api/connections/none/extensions')).status).toBe(404);
});
