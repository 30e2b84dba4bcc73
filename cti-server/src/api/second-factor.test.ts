import { TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { systemClock } from '../kernel/clock.ts';
import type {
  AuditPage,
  RecoveryCodes,
  SecondFactor,
  SecondFactorSecret,
} from '../contract/index.ts';

const START = Date.UTC(2026, 10, 25, 10);
let clock: TestClock;
let server: TestServer;
let admin: string;
let anna: string;
let annaId: string;

beforeEach(async () => {
  // codes must differ, as real ones do
  clock = { ...createTestClock(START), token: systemClock.token };
  server = await startTestServer({ clock });
  await server.addUser({ login: 'root', role: 'admin' });
  annaId = (await server.addUser({ login: 'anna' })).id;
  admin = await server.signIn('root');
  anna = await server.signIn('anna');
});
afterEach(() => server.stop());

const ask = (method: string, path: string, body?: unknown, cookie = anna) =>
  server.ask(method, path, { cookie, ...(body === undefined ? {} : { body }) });
const read = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret }).generate({ timestamp: clock.now() + steps * 30_000 });
const signIn = (code?: string, login = 'anna') =>
  server.ask('POST', '/api/session', {
    body: { login, password: PASSWORD, ...(code === undefined ? {} : { code }) },
  });
const said = async (answer: Promise<Response>) => {
  const { status, ...rest } = await answer.then(async (one) => ({
    status: one.status,
    ...((await one.json()) as { code?: string }),
  }));
  return [status, rest.code];
};

/** Turns it on as the page does. */
async function enrol(): Promise<{ secret: string; codes: string[] }> {
  const { secret } = await read<SecondFactorSecret>(
    ask('POST', '/api/second-factor', { password: PASSWORD }),
  );
  const answer = ask('PUT', '/api/second-factor', { code: codeOf(secret) });
  return { secret, codes: (await read<RecoveryCodes>(answer)).codes };
}

describe('F12 a second factor', () => {
  test('nothing is asked for before a code has proven it; then a sign-in needs password and code', async () => {
    const { secret, uri } = await read<SecondFactorSecret>(
      ask('POST', '/api/second-factor', { password: PASSWORD }),
    );
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    expect((await signIn()).status).toBe(200);
    expect(await said(ask('PUT', '/api/second-factor', { code: '000000' }))).toEqual([
      422,
      'code-refused',
    ]);
    expect((await signIn()).status).toBe(200);
    const elsewhere = await server.signIn('anna');
    const on = await ask('PUT', '/api/second-factor', { code: codeOf(secret) });
    expect(on.status).toBe(200);
    expect((await ask('GET', '/api/me', undefined, elsewhere)).status).toBe(401);
    expect((await ask('GET', '/api/me')).status).toBe(200);
    expect(await read<SecondFactor>(ask('GET', '/api/second-factor'))).toEqual({
      since: '2026-11-25T10:00:00.000Z',
      recoveryLeft: 10,
    });
    expect(await said(signIn())).toEqual([422, 'code-needed']);
    // the code that proved it was used by that
    expect(await said(signIn(codeOf(secret)))).toEqual([422, 'code-refused']);
    await clock.advance(30_000);
    expect((await signIn(codeOf(secret))).status).toBe(200);
  });

  test('a code is good once, also for two who come at the same time, and an older one never again', async () => {
    const { secret } = await enrol();
    await clock.advance(60_000);
    const both = await Promise.all([signIn(codeOf(secret)), signIn(codeOf(secret))]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422]);
    expect(await said(signIn(codeOf(secret, -1)))).toEqual([422, 'code-refused']);
    expect((await signIn(codeOf(secret, 1))).status).toBe(200);
  });

  test('each of ten recovery codes works once, however it is typed; only hashes are kept', async () => {
    const { codes } = await enrol();
    expect(new Set(codes).size).toBe(10);
    const [first = '', second = ''] = codes;
    expect(first).toMatch(/^([0-9a-f]{4}-){4}[0-9a-f]{4}$/);
    expect((await signIn(` ${first.toUpperCase().replaceAll('-', ' ')}`)).status).toBe(200);
    expect(await said(signIn(first))).toEqual([422, 'code-refused']);
    expect((await signIn(second)).status).toBe(200);
    const left = await read<SecondFactor>(ask('GET', '/api/second-factor'));
    expect(left.recoveryLeft).toBe(8);
  });

  test('a wrong password is refused as before, with and without a code: it tells nothing of the factor', async () => {
    const { codes } = await enrol();
    for (const code of [undefined, codes[0]]) {
      const body = { login: 'anna', password: 'wrong', ...(code ? { code } : {}) };
      expect(await said(server.ask('POST', '/api/session', { body }))).toEqual([
        401,
        'sign-in-refused',
      ]);
    }
    expect((await read<SecondFactor>(ask('GET', '/api/second-factor'))).recoveryLeft).toBe(10);
  });

  test('codes are guessed no faster than passwords', async () => {
    await enrol();
    for (let guess = 0; guess < 5; guess += 1) {
      expect(await said(signIn(`00000${guess}`))).toEqual([422, 'code-refused']);
    }
    expect(await said(signIn('000009'))).toEqual([429, 'too-many-attempts']);
    expect(await said(ask('POST', '/api/second-factor/off', { code: '000000' }))).toEqual([
      429,
      'too-many-attempts',
    ]);
  });

  test('an invite link sets the password and no more', async () => {
    await enrol();
    const link = await server.app.accounts.invite(annaId);
    const body = { token: link?.token ?? '', login: 'anna', name: 'Anna', password: PASSWORD };
    const answer = await server.ask('POST', '/api/welcome', { body });
    expect(answer.status).toBe(409);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.json()).toMatchObject({ code: 'sign-in-with-code' });
  });

  test('binding a telephone needs the password, turning it off a code', async () => {
    expect(await said(ask('POST', '/api/second-factor', { password: 'wrong' }))).toEqual([
      422,
      'old-password-wrong',
    ]);
    const { codes } = await enrol();
    expect(await said(ask('POST', '/api/second-factor', { password: PASSWORD }))).toEqual([
      409,
      'second-factor-on',
    ]);
    expect(await said(ask('POST', '/api/second-factor/off', { code: '000000' }))).toEqual([
      422,
      'code-refused',
    ]);
    expect((await ask('POST', '/api/second-factor/off', { code: codes[0] })).status).toBe(204);
    expect((await signIn()).status).toBe(200);
  });

  test('an administrator resets it for who lost all; it is noted; another user may not', async () => {
    await enrol();
    const path = `/api/users/${annaId}/second-factor`;
    expect(await read(ask('GET', '/api/second-factors', undefined, admin))).toEqual({
      items: [annaId],
      required: [],
      version: expect.any(String),
    });
    expect((await ask('DELETE', path)).status).toBe(403);
    expect((await ask('DELETE', path, undefined, admin)).status).toBe(204);
    expect((await ask('DELETE', path, undefined, admin)).status).toBe(404);
    expect((await signIn()).status).toBe(200);
    const { items } = await read<AuditPage>(ask('GET', '/api/audit', undefined, admin));
    const noted = items.find(({ action }) => action === 'second-factor-off');
    expect(noted).toMatchObject({ who: { login: 'root' }, target: { id: annaId } });
  });

  test('F11 the secret is sealed, opens nowhere else, and is sealed anew with a new key', async () => {
    const { secret } = await enrol();
    const { readFileSync, readdirSync } = await import('node:fs');
    const { join } = await import('node:path');
    const bytes = readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(bytes.length).toBeGreaterThan(1);
    for (const text of bytes) expect(text.includes(secret)).toBe(false);
    expect((await ask('POST', '/api/secret-key', undefined, admin)).status).toBe(204);
    await clock.advance(30_000);
    expect((await signIn(codeOf(secret))).status).toBe(200);
  });
});
