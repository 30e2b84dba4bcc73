import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../fixtures/until.ts';
import type { Problem } from '../contract/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { type Limits, LIMITS } from './limits.ts';
import type { Api } from './route.ts';
import { createApi, type ServerParts } from './server.ts';

// F15: clients that take their time. The limits are those of every server but shorter.

const QUICK: Limits = {
  headMs: 400,
  requestMs: 800,
  answerMs: 1_500,
  longAnswerMs: 60_000,
  idleMs: 2_000,
  lookMs: 50,
  bodyBytes: 1_024,
};
const PARTS: ServerParts = {
  sessions: { find: async () => null },
  tokens: { find: async () => null },
  scopes: { of: () => 'all' },
  origins: { request: () => true, socket: () => true },
  clock: systemClock,
  log: silentLog,
  language: 'en',
  trustedProxies: [],
  tls: null,
  secure: false,
  frames: { list: () => [] },
  version: 'test',
};
const pem = (part: string) =>
  readFileSync(new URL(`../../../fixtures/tls/test-only.${part}.pem`, import.meta.url), 'utf8');
const lines: Socket[] = [];
const apis: Api[] = [];
let plain: number;
let overTls: number;
/** Whether the server has given up on who reads no more. */
let isEnded = false;

async function start(parts: Partial<ServerParts>): Promise<number> {
  const api = await createApi({ ...PARTS, limits: QUICK, ...parts }, (routes) => {
    routes.post('/api/session', async () => ({ here: true }));
    routes.get('/healthz', async () => ({ well: true }));
    routes.get('/api/open-id', () => new Promise(() => {}));
    routes.get('/*', (_, reply) =>
      reply.send(
        new Readable({
          read: function () {
            this.push(Buffer.alloc(65_536));
          },
          destroy(error, done) {
            isEnded = true;
            done(error);
          },
        }),
      ),
    );
  });
  apis.push(api);
  return Number(new URL(await api.listen({ port: 0, host: '127.0.0.1' })).port);
}

beforeAll(async () => {
  plain = await start({});
  overTls = await start({ tls: { cert: pem('cert'), key: pem('key') } });
});
afterAll(async () => {
  for (const line of lines) line.destroy();
  await Promise.all(apis.map((api) => api.close()));
});

function open(port: number): Socket {
  const line = connect(port, '127.0.0.1').on('error', () => {});
  lines.push(line);
  return line;
}

/** Says `first`, then `rest` for ever, a byte at a time; gives what the server said until it closed the line. */
async function drip(port: number, first: string, rest: string): Promise<string> {
  const line = open(port);
  let heard = '';
  line.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  line.write(first);
  let sent = 0;
  const timer = setInterval(() => {
    if (rest !== '' && line.writable) line.write(rest[sent % rest.length] ?? '');
    sent += 1;
  }, 40);
  await new Promise((resolve) => line.once('close', resolve));
  clearInterval(timer);
  return heard;
}

const answers = async (path: string) => (await fetch(`http://127.0.0.1:${plain}${path}`)).status;

test.each([
  ['nothing', '', '', () => plain],
  ['a head a byte at a time', 'GET /healthz HTTP/1.1\r\nHost: a\r\n', 'X-Slow: b\r\n', () => plain],
  [
    'a body a byte at a time',
    'POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n',
    ' ',
    () => plain,
  ],
  [
    'a body in pieces that never ends',
    'POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    '1\r\n \r\n',
    () => plain,
  ],
  ['nothing where TLS is spoken', '', '', () => overTls],
  ['a greeting of TLS a byte at a time', '\u0016', '\u0003', () => overTls],
] as const)('F15 a hundred who send %s are cut off, and others are served', async (...slow) => {
  const [, first, rest, port] = slow;
  const cut = Promise.all(Array.from({ length: 100 }, () => drip(port(), first, rest)));
  let served = 0;
  const isOver = cut.then(() => true);
  do {
    expect(await answers('/healthz')).toBe(200);
    served += 1;
  } while (!(await Promise.race([isOver, new Promise((resolve) => setImmediate(resolve, false))])));
  expect(served).toBeGreaterThan(1);
  for (const heard of await cut) expect(heard).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
});

test('F15 who reads no more of a long answer is cut off', async () => {
  const line = open(await start({ limits: { ...QUICK, idleMs: 300 } }));
  line.write('GET /endless HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(line, 'readable');
  await until(() => isEnded, { what: 'the server gives up' });
  expect(await answers('/healthz')).toBe(200);
});

test('F15 what takes too long is answered by 503, which says that it may be done nevertheless', async () => {
  const answer = await fetch(`http://127.0.0.1:${plain}/api/open-id`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    code: 'took-too-long',
    cure: expect.stringContaining('look before'),
  } satisfies Partial<Problem>);
});

test('F15 a head of many kilobytes, and a body beyond the limit, are refused', async () => {
  const head = `GET /healthz HTTP/1.1\r\nHost: a\r\n${'X-More: b\r\n'.repeat(2_000)}\r\n`;
  expect(await drip(plain, head, '')).toMatch(/^HTTP\/1\.1 431 /);
  const url = `http://127.0.0.1:${plain}/api/session`;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: `"${'x'.repeat(1_024)}"` });
  expect(answer.status).toBe(413);
});

test('F15 every server has these limits', async () => {
  const api = await createApi(PARTS, () => {});
  const { requestTimeout, headersTimeout, timeout } = api.server;
  expect(requestTimeout).toBeLessThanOrEqual(30_000);
  expect(headersTimeout).toBeLessThanOrEqual(requestTimeout);
  expect(timeout).toBe(LIMITS.idleMs);
  expect(api.initialConfig).toMatchObject({ handlerTimeout: 60_000, bodyLimit: 262_144 });
});
