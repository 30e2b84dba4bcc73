import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';

const PAGE = '<!doctype html><title>Perezvon</title>';
const SCRIPT = 'console.log("the page")';
let dir: string;
let server: TestServer;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-web-'));
  const webDir = join(dir, 'web');
  mkdirSync(join(webDir, 'assets'), { recursive: true });
  writeFileSync(join(webDir, 'index.html'), PAGE);
  writeFileSync(join(webDir, 'assets', 'index-abc.js'), SCRIPT);
  writeFileSync(join(webDir, 'assets', 'index-abc.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(dir, 'outside.txt'), 'secret');
  server = await startTestServer({ webDir });
});

afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  server.ask('GET', path, { headers });

test.each(['/', '/contacts/17', '/welcome', '/calls?direction=inbound'])(
  '%s is the page, asked for anew each time',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(PAGE);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  },
);

test.each(['/api/nothing', '/sip', '/live', '/assets/gone.js'])(
  '%s is not the page',
  async (path) => {
    const headers: Record<string, string> = path.startsWith('/assets')
      ? { accept: '*/*' }
      : { accept: 'text/html' };
    expect((await get(path, headers)).status).toBe(404);
  },
);

test('hashed files are kept for good, and come compressed at build', async () => {
  const answer = await get('/assets/index-abc.js', { 'accept-encoding': 'br' });
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('content-encoding')).toBe('br');
  expect(answer.headers.get('content-type')).toMatch(/javascript/);
  expect(await answer.text()).toBe(SCRIPT);
});

test.each([
  '/../outside.txt',
  '/%2e%2e/outside.txt',
  '/..%2foutside.txt',
  '/assets/..%2f..%2foutside.txt',
])('no way out of the folder: %s', async (path) => {
  const answer = await get(path, { accept: '*/*' });
  expect([400, 403, 404]).toContain(answer.status);
  expect(await answer.text()).not.toContain('secret');
});

test.each(['identity', 'br', 'gzip'])(
  'the page comes to a client that takes only %s: a proxy may strip what the browser said',
  async (encoding) => {
    for (const path of ['/', '/contacts/17']) {
      const answer = await get(path, { accept: 'text/html', 'accept-encoding': encoding });
      expect(answer.status, path).toBe(200);
      expect(await answer.text()).toBe(PAGE);
    }
  },
);

test('a folder is no page of its own', async () => {
  const answer = await get('/assets/', { accept: '*/*', 'accept-encoding': 'identity' });
  expect(answer.status).toBe(404);
});
