import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createFakePbx, type FakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import {
  FIRST_RULES,
  type AuditPage,
  type Problem,
  type TollRulesEntry,
  type TollState,
} from '../contract/index.ts';

const MOBILE = '+79161234567';
const GENERAL: TollRulesEntry = {
  ...FIRST_RULES,
  atOnce: 1,
};

let dataDir: string;
let pbx: FakePbx;
let atPbx: WebSocketServer;
let frames: string[];
let server: TestServer;
let root: string;
let vera: string;

async function start() {
  pbx = createFakePbx();
  const url = `ws://127.0.0.1:${(atPbx.address() as AddressInfo).port}`;
  const config = { pbx: [officeOf({ sip: { url }, extensions: '[1-9]\\d\\d' })] };
  server = await startTestServer({ connectors: pbx.connectors, config, dataDir });
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perezvon-tolls-'));
  frames = [];
  atPbx = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  atPbx.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => frames.push(data.toString()));
  });
  await until(() => atPbx.address(), { what: 'the PBX listens' });
  await start();
  await server.addUser({ login: 'root', role: 'admin' });
  await server.addUser({ login: 'vera', extension: '101', device: 'desk' });
  await server.addUser({ login: 'page', extension: '201' });
  [root, vera] = [await server.signIn('root'), await server.signIn('vera')];
});
afterEach(async () => {
  await server.stop();
  for (const client of atPbx.clients) client.terminate();
  atPbx.close();
  rmSync(dataDir, { recursive: true });
});

const dial = (number: string, cookie = vera) =>
  server.ask('POST', '/api/calls', { cookie, body: { number } });
const codeOf = async (answer: Response) =>
  answer.ok ? null : ((await answer.json()) as Problem).code;
const setGeneral = async (changed: Partial<TollRulesEntry>) => {
  const body = { ...GENERAL, ...changed };
  const answer = await server.ask('PUT', '/api/tolls/rules/default', { cookie: root, body });
  expect(answer.status).toBe(200);
};
const state = async () =>
  (await (await server.ask('GET', '/api/tolls', { cookie: root })).json()) as TollState;
const refusals = async () => {
  const answer = await server.ask('GET', '/api/audit?action=call-refused&limit=100', {
    cookie: root,
  });
  return ((await answer.json()) as AuditPage).items;
};

/** An outgoing call of a phone, as the PBX tells of it. */
function talk(from: string, dialled: string, channel: string) {
  const common = { group: channel, callerName: null, isWithheld: false };
  const own = { kind: 'extension', number: from } as const;
  const [a, b] = [channel, `${channel}-out`];
  const name = `PJSIP/${from}-${a}`;
  pbx.say({
    kind: 'channel',
    channel: a,
    name,
    party: own,
    number: null,
    dialled,
    isCalling: true,
    ...common,
  });
  const trunk = { kind: 'trunk', name: 'pstn' } as const;
  pbx.say({
    kind: 'channel',
    channel: b,
    name: `PJSIP/pstn-${b}`,
    party: trunk,
    number: null,
    dialled: null,
    isCalling: false,
    ...common,
  });
  pbx.say({ kind: 'dial', from: a, to: b, digits: dialled });
}

describe('F03 a refused call', () => {
  test('says why in plain words, sends nothing and is in the audit log', async () => {
    const answer = await dial('+44 20 7946 0958');
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      code: 'toll-country',
      detail: 'You may not call this country: United Kingdom.',
      cure: expect.stringContaining('administrator'),
    });
    expect(pbx.commands).toEqual([]);
    const [row] = await refusals();
    expect(row).toMatchObject({
      who: { login: 'vera' },
      changes: [
        { field: 'number', before: null, after: '944207946••••' },
        { field: 'reason', before: null, after: 'toll-country' },
      ],
    });
  });

  test('of a thousand in a minute six are placed; every refusal is audited, and an alarm is up', {
    timeout: 60_000,
  }, async () => {
    await setGeneral({ atOnce: 100 });
    const codes: (string | null)[] = [];
    for (let i = 0; i < 20; i += 1) {
      const some = await Promise.all(Array.from({ length: 50 }, () => dial(MOBILE).then(codeOf)));
      codes.push(...some);
    }
    expect(codes.filter((code) => code === null)).toHaveLength(6);
    expect(new Set(codes)).toEqual(new Set([null, 'toll-minute']));
    expect(pbx.commands).toHaveLength(6);
    expect(await state()).toMatchObject({ today: 6, alarm: { who: 'vera' } });
    expect((await state()).alarm?.refused).toBeGreaterThan(900);
    expect(await refusals()).toHaveLength(100);
  });

  test('fifty at once are two: beside a customer on hold somebody outside may be asked', async () => {
    const codes = await Promise.all(Array.from({ length: 50 }, () => dial(MOBILE).then(codeOf)));
    expect(codes.filter((code) => code === null)).toHaveLength(2);
    expect(new Set(codes)).toEqual(new Set([null, 'toll-at-once']));
  });
});

describe('F03 calls at the same time', () => {
  test('one that the log knows counts, and when it is over the next may be', async () => {
    await setGeneral({ atOnce: 1 });
    talk('101', '979165550001', 'c1');
    await until(async () => (await state()).open === 1, { what: 'the call' });
    expect(await codeOf(await dial(MOBILE))).toBe('toll-at-once');
    // a colleague and help can be called all the same
    expect(await codeOf(await dial('102'))).toBeNull();
    expect(await codeOf(await dial('112'))).toBeNull();
    pbx.say({ kind: 'hangup', channel: 'c1-out', group: 'c1', cause: 16 });
    pbx.say({ kind: 'hangup', channel: 'c1', group: 'c1', cause: 16 });
    await until(async () => (await state()).open === 0, { what: 'its end' });
    expect(await codeOf(await dial(MOBILE))).toBeNull();
  });

  test('what the PBX refused was none', async () => {
    pbx.answer = { result: 'refused', code: 'pbx-refused', reason: 'no such context' };
    expect(await codeOf(await dial(MOBILE))).toBe('pbx-refused');
    pbx.answer = { result: 'accepted' };
    expect(await codeOf(await dial(MOBILE))).toBeNull();
  });
});

test('F03 the count of the day, the rules and the stop survive a restart', async () => {
  await setGeneral({ perDay: 1, atOnce: 5 });
  expect(await codeOf(await dial(MOBILE))).toBeNull();
  await server.stop();
  await start();
  vera = await server.signIn('vera');
  root = await server.signIn('root');
  expect(await codeOf(await dial(MOBILE))).toBe('toll-day');
  expect((await server.ask('PUT', '/api/tolls/stop', { cookie: root })).status).toBe(200);
  await server.stop();
  await start();
  vera = await server.signIn('vera');
  root = await server.signIn('root');
  expect(await codeOf(await dial(MOBILE))).toBe('toll-stopped');
  expect((await server.ask('DELETE', '/api/tolls/stop', { cookie: root })).status).toBe(200);
  expect(await codeOf(await dial(MOBILE))).toBe('toll-day');
});

test('F03 rules that name a person stand before those of a role, and those before the general ones', async () => {
  const users = (await (await server.ask('GET', '/api/users', { cookie: root })).json()) as {
    items: { id: string; login: string }[];
  };
  const { id = '' } = users.items.find(({ login }) => login === 'vera') ?? {};
  const make = (changed: Partial<TollRulesEntry>) =>
    server.ask('POST', '/api/tolls/rules', { cookie: root, body: { ...GENERAL, ...changed } });
  const london = '+442079460958';
  expect((await make({ name: 'abroad', roles: ['operator'], countries: ['GB'] })).status).toBe(201);
  expect(await codeOf(await dial(london))).toBeNull();
  expect((await make({ name: 'town', users: [id], home: false })).status).toBe(201);
  expect(await codeOf(await dial(london))).toBe('toll-country');
  expect(await codeOf(await dial(MOBILE))).toBe('toll-country');
  expect((await make({ name: 'x', countries: ['ZZ'] })).status).toBe(400);
  const gone = await server.ask('DELETE', '/api/tolls/rules/default', { cookie: root });
  expect(gone.status).toBe(404);
});

describe('F03 the stop of all outside calls', () => {
  test('hangs up those that go on, lets none begin, but help; a supervisor throws it, an administrator lets go', async () => {
    await server.addUser({ login: 'boss', role: 'supervisor' });
    const boss = await server.signIn('boss');
    talk('101', '979165550001', 'c1');
    talk('102', '112', 'c2');
    pbx.ring({ from: '79161234567', extension: '103', channel: 'in' });
    await until(async () => (await state()).open === 2, { what: 'both calls' });
    const began = performance.now();
    expect((await server.ask('PUT', '/api/tolls/stop', { cookie: boss })).status).toBe(200);
    await until(() => pbx.commands.length === 2, { what: 'both hang-ups' });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(pbx.commands).toEqual([{ hangUp: 'PJSIP/101-c1' }, { hangUp: 'PJSIP/pstn-c1-out' }]);
    expect((await server.ask('DELETE', '/api/tolls/stop', { cookie: boss })).status).toBe(403);
    expect(await codeOf(await dial(MOBILE))).toBe('toll-stopped');
    expect(await codeOf(await dial('112'))).toBeNull();
    // a desk phone dials without asking us
    talk('104', '979165550002', 'c3');
    const third = JSON.stringify({ hangUp: 'PJSIP/104-c3' });
    await until(() => pbx.commands.some((one) => JSON.stringify(one) === third), {
      what: 'its end',
    });
    expect((await server.ask('DELETE', '/api/tolls/stop', { cookie: root })).status).toBe(200);
    expect((await state()).stopped).toBeNull();
  });
});

describe('F03 a browser phone', () => {
  async function phone() {
    const headers = { cookie: await server.signIn('page'), origin: server.origin };
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/sip`, 'sip', { headers });
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await once(socket, 'open');
    return { socket, heard };
  }

  const invite = (to: string, callId: string) =>
    [
      `INVITE sip:${to}@pbx SIP/2.0`,
      'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
      `To: <sip:${to}@pbx>`,
      'From: <sip:201@pbx>;tag=1',
      'Contact: <sip:201@x.invalid;transport=ws>',
      `Call-ID: ${callId}`,
      'CSeq: 1 INVITE',
      'Content-Length: 0',
      '\r\n',
    ].join('\r\n');

  test('that does not ask the API first is held to the same limits at the gate', async () => {
    const { socket, heard } = await phone();
    socket.send(invite('9442079460958', 'abroad'));
    await until(() => heard.length === 1, { what: 'the refusal' });
    expect(heard[0]).toMatch(/^SIP\/2\.0 403 toll-country\r\n/);
    // the line stays; two calls go, and of fifty at once no more
    for (let i = 0; i < 50; i += 1) socket.send(invite('979161234567', `call-${i}`));
    await until(() => heard.length === 49, { what: 'the other refusals' });
    expect(frames.filter((frame) => frame.startsWith('INVITE'))).toHaveLength(2);
    expect(heard.slice(1).every((text) => text.startsWith('SIP/2.0 403 toll-at-once'))).toBe(true);
    socket.send(invite('112', 'help'));
    await until(() => frames.some((frame) => frame.includes('sip:112@')), { what: 'help' });
    await until(async () => (await refusals()).length === 49, { what: 'the audit rows' });
    socket.terminate();
  });

  test('is told by the API before it dials, and counted once it does', async () => {
    const cookie = await server.signIn('page');
    expect(await codeOf(await dial('+44 20 7946 0958', cookie))).toBe('toll-country');
    expect(await codeOf(await dial(MOBILE, cookie))).toBeNull();
    expect((await state()).today).toBe(0);
  });
});
