import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PASSWORD, startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { AuditPage, Me, Problem, Role, SecondFactorSecret } from '../contract/index.ts';
import { isBeforeFactor, RIGHTS } from '../users/rights.ts';

let dataDir: string;
let server: TestServer;
let root: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perezvon-factor-'));
  server = await startTestServer({ dataDir, demo: { callMe: async () => {} } });
  await server.addUser({ login: 'root', role: 'admin' });
  await server.addUser({ login: 'boss', role: 'supervisor' });
  root = await server.signIn('root');
});
afterEach(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true });
});

const require = (required: Role[], cookie = root) =>
  server.ask('PUT', '/api/second-factors', { cookie, body: { required } });
const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;
const me = async (cookie: string) =>
  (await (await server.ask('GET', '/api/me', { cookie })).json()) as Me;

/** Sets one up as the page does; gives its secret. */
async function enrol(cookie: string): Promise<string> {
  const begun = await server.ask('POST', '/api/second-factor', {
    cookie,
    body: { password: PASSWORD },
  });
  const { secret } = (await begun.json()) as SecondFactorSecret;
  const body = { code: new TOTP({ secret }).generate() };
  expect((await server.ask('PUT', '/api/second-factor', { cookie, body })).status).toBe(200);
  return secret;
}

describe('F12 a second factor that a role needs', () => {
  test('who has none is out, and at the next sign-in gets nothing but the set-up; then all', async () => {
    const before = await server.signIn('boss');
    expect((await require(['supervisor'])).status).toBe(200);
    expect((await server.ask('GET', '/api/me', { cookie: before })).status).toBe(401);
    const boss = await server.signIn('boss');
    expect(await me(boss)).toMatchObject({ factorDue: true, sip: null });
    for (const route of Object.keys(RIGHTS).filter((one) => RIGHTS[one] !== 'anyone')) {
      const [method = '', path = ''] = route.split(' ');
      if (isBeforeFactor(method, path)) continue;
      const answer = await server.ask(method, path.replaceAll(/:\w+/g, 'x'), { cookie: boss });
      expect([route, answer.status, await codeOf(answer)]).toEqual([route, 403, 'factor-due']);
    }
    const headers = { cookie: boss, origin: server.origin };
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/live`, { headers });
    socket.on('error', () => {});
    const [, refused] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(refused.statusCode).toBe(403);

    await enrol(boss);
    expect(await me(boss)).not.toHaveProperty('factorDue');
    expect((await server.ask('GET', '/api/calls', { cookie: boss })).status).toBe(200);
    const off = await server.ask('POST', '/api/second-factor/off', {
      cookie: boss,
      body: { code: '000000' },
    });
    expect([off.status, await codeOf(off)]).toEqual([409, 'factor-needed']);
  });

  test('an administrator requires it of their own role only with their own on; the rule survives a restart', async () => {
    expect(await codeOf(await require(['admin']))).toBe('factor-own-first');
    const secret = await enrol(root);
    expect((await require(['admin', 'supervisor'])).status).toBe(200);
    await server.stop();
    server = await startTestServer({ dataDir });
    expect(await me(await server.signIn('boss'))).toHaveProperty('factorDue', true);
    const code = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
    const body = { login: 'root', password: PASSWORD, code };
    expect((await server.ask('POST', '/api/session', { body })).status).toBe(200);
  });

  test('the last administrator who lost everything gets in again by a command at the machine, which is noted', async () => {
    await enrol(root);
    await require(['admin']);
    await server.stop();
    const run = promisify(execFile);
    const command = join(import.meta.dirname, '../reset-factor-command.ts');
    const env = { ...process.env, PEREZVON_DATA_DIR: dataDir };
    const { stdout } = await run(process.execPath, [command, 'root'], { env });
    expect(stdout).toContain('no code is asked for now');
    server = await startTestServer({ dataDir });
    root = await server.signIn('root');
    expect(await me(root)).toHaveProperty('factorDue', true);
    await enrol(root);
    const audit = await server.ask('GET', '/api/audit?action=second-factor-off', { cookie: root });
    expect(((await audit.json()) as AuditPage).items[0]).toMatchObject({
      who: null,
      userAgent: 'npm run reset-second-factor',
      target: { kind: 'user', name: 'root' },
    });
  });
}, 30_000);
