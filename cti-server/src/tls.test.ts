import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createFakePbx, officeOf } from '../../fixtures/fake-connector.ts';
import { makeCertificate } from '../../fixtures/made-certificate.ts';
import { createTestClock } from '../../fixtures/test-clock.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { createCertificate } from './certificate.ts';
import { AppError, inWords } from './kernel/errors.ts';
import { silentLog } from './kernel/log.ts';
import { readTls } from './kernel/tls.ts';

// The server speaks TLS itself: page, live channel and SIP gate, with certificates made for this test.

const dir = mkdtempSync(join(tmpdir(), 'perezvon-tls-'));
const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
const first = makeCertificate(dir, 'first');
const second = makeCertificate(dir, 'second');
const pbx = createFakePbx();
let atPbx: WebSocketServer;
let server: TestServer;

function put({ cert, key }: { cert: string; key: string }): void {
  copyFileSync(cert, files.cert);
  copyFileSync(key, files.key);
  chmodSync(files.key, 0o600);
}

beforeAll(async () => {
  put(first);
  atPbx = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  await until(() => atPbx.address(), { what: 'the PBX listens' });
  const url = `ws://127.0.0.1:${(atPbx.address() as AddressInfo).port}/ws`;
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { tlsCert: files.cert, tlsKey: files.key, pbx: [officeOf({ sip: { url } })] },
  });
  await server.addUser({ login: 'anna', extension: '201' });
});
afterAll(async () => {
  await server?.stop();
  atPbx?.close();
  rmSync(dir, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** As a browser that trusts the certificate of the files. */
function ask(path: string, options: { method?: string; body?: object; cookie?: string } = {}) {
  const { method = 'GET', body, cookie } = options;
  return new Promise<Answer>((resolve, reject) => {
    const headers = {
      origin: server.origin,
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const ca = readFileSync(files.cert);
    const sent = request(server.origin + path, { method, headers, ca, agent: false }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function signIn(): Promise<string> {
  const body = { login: 'anna', password: PASSWORD };
  const { headers } = await ask('/api/session', { method: 'POST', body });
  return String(headers['set-cookie']);
}

/** A socket of the page, open or refused. */
async function open(path: string, cookie: string, origin = server.origin) {
  const socket = new WebSocket(
    server.origin.replace('https', 'wss') + path,
    path === '/sip' ? 'sip' : [],
    { headers: { cookie: cookie.split(';')[0], origin }, ca: readFileSync(files.cert) },
  );
  const heard = { status: 0 };
  socket.on('open', () => (heard.status = 101));
  socket.on('unexpected-response', (_, { statusCode }) => (heard.status = statusCode ?? 0));
  socket.on('error', () => {});
  return { socket, status: await until(() => heard.status, { what: 'an answer' }) };
}

/** The name in the certificate that is shown now. */
function shown(options: { maxVersion?: 'TLSv1.1' | 'TLSv1.2' } = {}): Promise<string> {
  const port = Number(new URL(server.origin).port);
  return new Promise((resolve, reject) => {
    const line = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    line.on('error', reject);
    line.on('secureConnect', () => {
      resolve(String(line.getPeerCertificate().subject.CN));
      line.destroy();
    });
  });
}

test('V12 the page is https, says so for a year, and its cookie is for https alone', async () => {
  expect(server.origin).toMatch(/^https:/);
  const { status, headers } = await ask('/healthz');
  expect(status).toBe(200);
  expect(headers['strict-transport-security']).toMatch(/max-age=31536000/);
  expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
  const cookie = await signIn();
  expect(cookie).toMatch(/^__Host-perezvon=.*; Path=\/; .*HttpOnly; SameSite=Strict; Secure$/);
  const token = cookie.split(/[=;]/)[1] ?? '';
  expect((await ask('/api/me', { cookie: `__Host-perezvon=${token}` })).status).toBe(200);
  // such a cookie a neighbouring host, or plain http, could have set
  expect((await ask('/api/me', { cookie: `perezvon=${token}` })).status).toBe(401);
});

test.each(['/live', '/sip'])(
  'V4 %s over wss; a foreign origin is refused there, too',
  async (path) => {
    const cookie = await signIn();
    const ours = await open(path, cookie);
    expect(ours.status).toBe(101);
    ours.socket.terminate();
    expect((await open(path, cookie, 'https://evil.example')).status).toBe(403);
    expect((await open(path, cookie, server.origin.replace('https', 'http'))).status).toBe(403);
  },
);

test('V12 older than TLS 1.2 is refused; so is plain http', async () => {
  expect(await shown({ maxVersion: 'TLSv1.2' })).toBe('first');
  await expect(shown({ maxVersion: 'TLSv1.1' })).rejects.toThrow(/protocol|version/i);
  await expect(fetch(server.origin.replace('https', 'http'))).rejects.toThrow('fetch failed');
});

test('a new certificate is taken without a restart; lines that are open stay', async () => {
  const { socket } = await open('/live', await signIn());
  put(second);
  server.app.reload();
  expect(await shown()).toBe('second');
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.terminate();
});

describe('files that cannot be used', () => {
  function broken(change: () => void): string {
    put(first);
    change();
    try {
      readTls(files);
      return '';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { sentence, cure } = inWords(error.code, 'en', error.values);
      return `${sentence} ${cure}`;
    }
  }

  test.each<[string, () => void, RegExp]>([
    ['no key', () => rmSync(files.key), /^tlsKey: .*key\.pem .*no such file .*\(ENOENT\).*PEM/],
    ['no PEM', () => writeFileSync(files.cert, 'x'), /^tlsCert: .*cert\.pem .*as PEM/],
    [
      'another key',
      () => copyFileSync(second.key, files.key),
      /^tlsKey: .*not that of .*cert\.pem/,
    ],
    [
      'a key for all',
      () => chmodSync(files.key, 0o644),
      /^tlsKey: anybody .* chmod o-rwx .*key\.pem/,
    ],
  ])('%s: says which, why and the cure', (_, change, words) => {
    expect(broken(change)).toMatch(words);
  });

  test('of a pair that was put there half, the old one stays until the other half comes', async () => {
    put(first);
    const clock = createTestClock(Date.now());
    const certificate = createCertificate({ files, clock, log: silentLog });
    const used: number[] = [];
    certificate.follow(() => used.push(used.length));
    copyFileSync(second.cert, files.cert);
    await clock.advance(10_000);
    expect(used).toEqual([]);
    expect(certificate.health()[0]).toMatchObject({ ok: false, problem: { code: 'tls-pair' } });
    copyFileSync(second.key, files.key);
    await clock.advance(10_000);
    expect(used).toEqual([0]);
    expect(certificate.health()[0]).toMatchObject({ ok: true, problem: null });
    certificate.stop();
    expect(clock.timers()).toBe(0);
  });

  test('that it will end soon is said; that it has ended is a fault', () => {
    put(first);
    const after = (days: number) => {
      const clock = createTestClock(Date.now() + days * 86_400_000);
      const certificate = createCertificate({ files, clock, log: silentLog });
      certificate.stop();
      return certificate.health()[0];
    };
    expect(after(1)).toMatchObject({ ok: true, problem: null });
    expect(after(80)).toMatchObject({ ok: true, problem: { code: 'tls-expires' } });
    expect(after(100)).toMatchObject({ ok: false, problem: { code: 'tls-expires' } });
  });
});
