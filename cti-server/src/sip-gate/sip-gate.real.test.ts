import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningAsterisk, startAsterisk } from '../../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../../fixtures/asterisk/connection.ts';
import { carrier, passwordOf } from '../../../fixtures/asterisk/phones.ts';
import { sipPhone } from '../../../fixtures/asterisk/sip-phone/sip-phone.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { AuditPage, CallPage, Health } from '../contract/index.ts';

// Browsers' phone 207 is this file's own.
const EXTENSION = '207';
const TWO_PHONES = '9500&PJSIP%2F101';

let pbx: RunningAsterisk;
let server: TestServer;
let cookie: string;
const opened: WebSocket[] = [];

beforeAll(async () => {
  pbx = await startAsterisk({ version: 22 });
  const { host, ports } = pbx;
  const main = connectionTo(pbx, { sip: { url: `ws://${host}:${ports.http}/ws`, domain: host } });
  server = await startTestServer({ config: { pbx: [main] } });
  await server.addUser({ login: 'root', role: 'admin' });
  await server.addUser({ login: 'vera', pbx: 'main', extension: EXTENSION });
  await server.addUser({ login: 'otto', pbx: 'main', extension: '109' });
  cookie = await server.signIn('root');
  await until(
    async () =>
      ((await (await server.ask('GET', '/healthz')).json()) as Health).parts.some(
        ({ part, ok }) => part === 'pbx:main' && ok,
      ),
    { what: 'the link to the PBX' },
  );
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
afterAll(() => server?.stop());

const gateOf = async (login: string) => ({
  url: `${server.origin.replace('http', 'ws')}/sip`,
  headers: { cookie: await server.signIn(login), origin: server.origin },
});
const throughTheGate = async () => {
  const { url, headers } = await gateOf('vera');
  return open(url, headers);
};
const straightToThePbx = () => open(`ws://${pbx.host}:${pbx.ports.http}/ws`);

async function open(url: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, 'sip', { headers });
  opened.push(socket);
  await once(socket, 'open');
  return socket;
}

/** Places a call by hand, with the password when asked for it; gives the PBX's last word, or that of the gate. */
async function invite(socket: WebSocket, target: string, to: string): Promise<string> {
  const callId = `gate-${opened.length}-${Math.random().toString(36).slice(2)}`;
  const heard: string[] = [];
  let closed: string | null = null;
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  socket.on('close', (code, reason) => {
    closed = `${code} ${String(reason)}`;
  });
  const uri = `sip:${target}@${pbx.host}`;
  const say = (method: string, sequence: number, more: readonly string[] = []) =>
    socket.send(
      [
        `${method} ${uri} SIP/2.0`,
        `Via: SIP/2.0/WS gate.invalid;branch=z9hG4bK${callId}${sequence}`,
        'Max-Forwards: 70',
        `From: <sip:${EXTENSION}@${pbx.host}>;tag=${callId}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${sequence} ${method}`,
        `Contact: <sip:${EXTENSION}@gate.invalid;transport=ws>`,
        ...more,
        'Content-Length: 0',
        '\r\n',
      ].join('\r\n'),
    );
  const answer = (sequence: number) =>
    until(
      () =>
        closed ??
        heard.find(
          (text) => /^SIP\/2\.0 [2-6]/.test(text) && text.includes(`CSeq: ${sequence} INVITE`),
        ),
      { what: `an answer to ${target}, ${to}` },
    );
  say('INVITE', 1);
  const asked = await answer(1);
  if (!asked.startsWith('SIP/2.0 401')) return asked.split('\r\n')[0] ?? '';
  const nonce = /nonce="([^"]+)"/.exec(asked)?.[1] ?? '';
  const realm = /realm="([^"]+)"/.exec(asked)?.[1] ?? '';
  const opaque = /opaque="([^"]+)"/.exec(asked)?.[1] ?? '';
  const own = md5(`${EXTENSION}:${realm}:${passwordOf(EXTENSION)}`);
  const response = md5(`${own}:${nonce}:00000001:c:auth:${md5(`INVITE:${uri}`)}`);
  say('INVITE', 2, [
    `Authorization: Digest username="${EXTENSION}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, cnonce="c", qop=auth, nc=00000001, opaque="${opaque}"`,
  ]);
  return (await answer(2)).split('\r\n')[0] ?? '';
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** How many calls of 207 to what no number is are in the log. */
const toTwoPhones = async () => {
  const page = await server.ask('GET', '/api/calls?limit=100', { cookie });
  return ((await page.json()) as CallPage).items.filter(
    ({ from, dialled }) => from === EXTENSION && dialled?.includes('PJSIP'),
  ).length;
};

/** What a PBX takes for a new call, though it looks as if it went on. */
const LOOK_ALIKES = [
  `"x;tag=y" <sip:${TWO_PHONES}@pbx>`,
  '"x;tag=y" <sip:9500@pbx>',
  '<sip:101@pbx;tag=1>',
];

test('F02 the PBX itself takes the look-alikes for new calls: without the gate they reach its dialplan', async () => {
  for (const [index, to] of LOOK_ALIKES.entries()) {
    // Our sample dialplan refuses such a number itself, by cause 28.
    expect(await invite(await straightToThePbx(), TWO_PHONES, to)).toMatch(/^SIP\/2\.0 484/);
    await until(async () => (await toTwoPhones()) === index + 1, { what: 'it in the log' });
  }
});

test.each(LOOK_ALIKES)(
  'F02 the gate refuses INVITE with To: %s; no call comes of it',
  async (to) => {
    const before = await toTwoPhones();
    expect(await invite(await throughTheGate(), TWO_PHONES, to)).toMatch(/^1008 refused: /);
    // What did get to the PBX would be in the log before what is dialled after it.
    expect(await invite(await throughTheGate(), '300', `<sip:300@${pbx.host}>`)).toMatch(
      /^SIP\/2\.0 404/,
    );
    expect(await toTwoPhones()).toBe(before);
  },
);

test('F03 a call to a premium number is answered by the gate, and the line goes on', async () => {
  const socket = await throughTheGate();
  const premium = '988031234567';
  expect(await invite(socket, premium, `<sip:${premium}@${pbx.host}>`)).toBe(
    'SIP/2.0 403 toll-premium',
  );
  expect(await invite(socket, '300', `<sip:300@${pbx.host}>`)).toMatch(/^SIP\/2\.0 404/);
});

test('F03 a transfer to a premium or foreign number is refused by the gate; the customer stays on the line', async () => {
  const customer = await carrier(pbx, { behaviour: 'answer', ringMs: 200 });
  const phone = await sipPhone(pbx, { extension: '109', gate: await gateOf('otto') });
  const refused = async () => {
    const page = await server.ask('GET', '/api/audit?action=call-refused&limit=50', { cookie });
    const { items } = (await page.json()) as AuditPage;
    const ofOtto = items.filter(({ who }) => who?.login === 'otto');
    return ofOtto.map(({ who, changes }) => [who?.login, ...changes.map(({ after }) => after)]);
  };
  try {
    const call = await phone.call('989165550075');
    await call.up();
    await expect(call.refer('988031234567')).rejects.toThrow('refused the transfer: 403');
    await expect(call.refer('9810447911123456')).rejects.toThrow('refused the transfer: 403');
    await until(async () => (await refused()).length === 2, { what: 'both in the audit log' });
    expect(await refused()).toEqual([
      ['otto', '981044791112••••', 'toll-country'],
      ['otto', '98803123••••', 'toll-premium'],
    ]);
    // hold is agreed on by the PBX: the talk goes on; and a colleague may have the customer
    await call.hold();
    expect(call.isUp()).toBe(true);
    await call.refer('101');
  } finally {
    await phone.stop();
    await customer.stop();
  }
});
