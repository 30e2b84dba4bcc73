import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, startTestServer, type TestServer } from '../../../fixtures/test-server.ts';

const CRM = 'https://crm.example.org';
let dir: string;
let server: TestServer;
let root: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-embed-'));
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>Perezvon</title>');
  writeFileSync(join(dir, 'perezvon-sdk.js'), 'export {};');
  writeFileSync(join(dir, 'assets', 'a.js'), '');
  // https at a proxy before it
  server = await startTestServer({
    webDir: dir,
    config: { publicOrigin: 'https://cti.example.org' },
  });
  await server.addUser({ login: 'root', role: 'admin' });
  await server.addUser({ login: 'anna' });
  root = await server.signIn('root');
});

afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

const put = (origins: readonly string[], cookie = root) =>
  server.ask('PUT', '/api/embedding', { cookie, body: { origins } });

async function framing(path: string) {
  const { headers } = await server.ask('GET', path, { headers: { accept: 'text/html' } });
  const policy = headers.get('content-security-policy') ?? '';
  return [/frame-ancestors ([^;]+)/.exec(policy)?.[1], headers.get('x-frame-options')];
}

test('no page may stand in a frame before an administrator names a site; then one page may, there', async () => {
  expect(await framing('/embed')).toEqual(["'none'", 'DENY']);
  expect((await put([CRM, 'http://localhost:3000'])).status).toBe(200);
  expect(await framing('/embed')).toEqual([`http://localhost:3000 ${CRM}`, null]);
  expect(await framing('/embed?x=1')).toEqual([`http://localhost:3000 ${CRM}`, null]);
  for (const path of ['/', '/call?to=tel:1', '/embed/', '/embedded']) {
    expect(await framing(path), path).toEqual(["'none'", 'DENY']);
  }
  expect((await put([])).status).toBe(200);
  expect(await framing('/embed')).toEqual(["'none'", 'DENY']);
});

test('only administrators name sites; it is audited, and what is no site is a problem', async () => {
  const anna = await server.signIn('anna');
  expect((await put([CRM], anna)).status).toBe(403);
  const refused = await put(['https://*.example.org']);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: 'frame-origin' });
  await put([CRM]);
  const audit = await server.ask('GET', '/api/audit?limit=1', { cookie: root });
  const { items } = (await audit.json()) as { items: { action: string; changes: unknown }[] };
  expect(items[0]).toMatchObject({ action: 'embedding-changed' });
  expect(JSON.stringify(items[0]?.changes)).toContain(CRM);
});

test('a sign-in within a frame gets a cookie that the browser sends from there, and loses it at the sign-out', async () => {
  await put([CRM]);
  const headers = { 'x-perezvon-frame': '1' };
  const body = { login: 'anna', password: PASSWORD };
  const framed = await server.ask('POST', '/api/session', { body, headers });
  const [cookie = ''] = framed.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-perezvon-frame=[^;]+; Path=\/;/);
  expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=None; Partitioned$/);
  const mine = { cookie: cookie.split(';')[0] ?? '' };
  expect((await server.ask('GET', '/api/me', mine)).status).toBe(200);
  const foreign = { ...mine, headers: { origin: CRM, 'sec-fetch-site': 'cross-site' } };
  expect((await server.ask('PATCH', '/api/me', { ...foreign, body: {} })).status).toBe(403);
  const out = await server.ask('DELETE', '/api/session', { ...mine, headers });
  expect(out.headers.getSetCookie().join()).toContain('__Host-perezvon-frame=;');
  expect((await server.ask('GET', '/api/me', mine)).status).toBe(401);
  await put([]);
  const strict = await server.ask('POST', '/api/session', { body, headers });
  expect(strict.headers.getSetCookie().join()).toMatch(/^__Host-perezvon=.*SameSite=Strict/);
});

test('the script for other pages may be loaded by them, and nothing else', async () => {
  const sdk = await server.ask('GET', '/perezvon-sdk.js', { headers: { accept: '*/*' } });
  expect(sdk.headers.get('access-control-allow-origin')).toBe('*');
  expect(sdk.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const own = await server.ask('GET', '/assets/a.js', { headers: { accept: '*/*' } });
  expect(own.headers.get('access-control-allow-origin')).toBeNull();
  expect(own.headers.get('cross-origin-resource-policy')).toBe('same-origin');
});
