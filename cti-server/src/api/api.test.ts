import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { Contact, ContactAnswer } from '@perezvon/crm-core/model';
import type { CallView, Me, PbxGap, Problem, Traffic } from '../contract/index.ts';

const pbx = createFakePbx();
let server: TestServer;
let cookie: string;
let admin: string;

beforeAll(async () => {
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf({ sip: { url: 'ws://127.0.0.1:1/ws', domain: 'pbx.example' } })] },
  });
  await server.addUser({ login: 'admin', role: 'admin' });
  await server.addUser({ login: 'anna', extension: '201', sipPassword: 'browser-201-secret' });
  cookie = await server.signIn('anna');
  admin = await server.signIn('admin');
});

afterAll(() => server.stop());

const problem = async (answer: Response) => (await answer.json()) as Problem;

test('B10 administrators see what of a PBX could not be used, and its text; others do not', async () => {
  pbx.traffic = {
    messages: 7,
    events: 5,
    unused: new Map([['VarSet', 2]]),
    refused: 1,
    setAside: 1,
    firstSetAside: [{ at: 0, text: 'Event: Odd', error: new Error('poison') }],
    answerMs: 3,
    stalls: 0,
  };
  pbx.say({ kind: 'hangup', channel: 'nobody', group: 'nobody', cause: 16 } as never);
  const { items } = (await (await server.ask('GET', '/api/traffic', { cookie: admin })).json()) as {
    items: Traffic[];
  };
  expect(items).toEqual([
    {
      pbx: 'office',
      messages: 7,
      events: 5,
      unused: [{ name: 'VarSet', count: 2 }],
      ignored: [{ reason: expect.any(String), count: 1 }],
      refused: 1,
      setAside: 1,
      firstSetAside: [
        { at: '1970-01-01T00:00:00.000Z', text: 'Event: Odd', error: 'Error: poison' },
      ],
      answerMs: 3,
      stalls: 0,
    },
  ]);
  expect((await server.ask('GET', '/api/traffic', { cookie })).status).toBe(403);
});

test('L5 the times out of sight are listed for everyone, the latest first', async () => {
  pbx.away(Date.parse('2026-11-20T10:00:00Z'), Date.parse('2026-11-20T10:00:30Z'));
  pbx.away(Date.parse('2026-11-21T10:00:00Z'), Date.parse('2026-11-21T11:00:00Z'));
  const items = await until(
    async () => {
      const answer = await server.ask('GET', '/api/gaps', { cookie });
      const gaps = ((await answer.json()) as { items: PbxGap[] }).items;
      return gaps.length === 2 ? gaps : undefined;
    },
    { what: 'both gaps are in the log' },
  );
  expect(items).toEqual([
    { pbx: 'office', from: '2026-11-21T10:00:00.000Z', to: '2026-11-21T11:00:00.000Z' },
    { pbx: 'office', from: '2026-11-20T10:00:00.000Z', to: '2026-11-20T10:00:30.000Z' },
  ]);
});

describe('every error is problem+json with a code and a cure', () => {
  test('an address that cannot be read, too', async () => {
    const answer = await fetch(`${server.origin}/api/calls/%E0%A4%A`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'not-found' });
  });

  test.each([
    ['no such route', 'GET', '/api/nothing', undefined, 404, 'not-found'],
    ['no such thing', 'GET', '/api/contacts/none', undefined, 404, 'not-found'],
    ['a body of another shape', 'POST', '/api/calls', { nummer: '1' }, 400, 'invalid'],
    ['a number where text is due', 'POST', '/api/calls', { number: 1 }, 400, 'invalid'],
    ['an unknown key', 'POST', '/api/calls', { number: '1', extra: 1 }, 400, 'invalid'],
    ['a cursor of nobody', 'GET', '/api/calls?cursor=xyz', undefined, 400, 'invalid'],
    ['a query of another kind', 'GET', '/api/calls?limit=ten', undefined, 400, 'invalid'],
    ['an unknown query', 'GET', '/api/calls?sort=secret', undefined, 400, 'invalid'],
    ['too much', 'POST', '/api/calls', { number: 'x'.repeat(300_000) }, 413, 'too-large'],
  ])('%s', async (_, method, path, body, status, code) => {
    const answer = await server.ask(method, path, { cookie, body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await problem(answer)).toMatchObject({ code, status, cure: expect.any(String) });
  });

  test('fields say which are wrong, in the language of the user', async () => {
    const body = { kind: 'person', numbers: [{ kind: 'home' }], name: 'я'.repeat(201) };
    const answer = await server.ask('POST', '/api/contacts', { cookie, body });
    expect((await problem(answer)).fields).toMatchObject({
      name: 'Too long.',
      'numbers.0.written': 'Must be filled in.',
    });
  });

  test.each(['', '   ', '\u200b'])('a blank name (%j) is refused at its field', async (name) => {
    const body = { kind: 'person', name, numbers: [] };
    const answer = await server.ask('POST', '/api/contacts', { cookie, body });
    expect(answer.status).toBe(400);
    expect((await problem(answer)).fields).toEqual({ name: 'Must be filled in.' });
  });

  test('detail says what is wrong, cure what to do, each once', async () => {
    const { title, detail, cure } = await problem(await server.ask('GET', '/api/x', { cookie }));
    expect({ detail, cure }).toEqual({
      detail: 'There is no such thing here.',
      cure: 'Check the address.',
    });
    expect(title).toBe(detail);
  });

  test.each(['text/plain', 'application/json\t; charset=utf-8', ' application/jsonx'])(
    'F15 content type %j does not pass unchecked',
    async (type) => {
      const answer = await server.ask('POST', '/api/calls', {
        cookie,
        body: { nothing: 1 },
        headers: { 'content-type': type },
      });
      expect([400, 415]).toContain(answer.status);
    },
  );

  test('F15 __proto__ and broken JSON are refused', async () => {
    for (const text of ['{"number":"101","__proto__":{"x":1}}', '{"number":', '']) {
      const answer = await fetch(`${server.origin}/api/calls`, {
        method: 'POST',
        headers: { cookie, origin: server.origin, 'content-type': 'application/json' },
        body: text,
      });
      expect(answer.status).toBe(400);
    }
  });

  test('F15 nobody makes oneself an administrator', async () => {
    const answer = await server.ask('PATCH', '/api/me', { cookie, body: { role: 'admin' } });
    expect(answer.status).toBe(400);
  });
});

describe('CSRF: a foreign page changes nothing', () => {
  test.each([
    ['another site', { origin: 'http://evil.example' }],
    ['null', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
  ])('%s', async (_, headers) => {
    const answer = await server.ask('POST', '/api/calls', {
      cookie,
      body: { number: '101' },
      headers,
    });
    expect(answer.status).toBe(403);
    expect((await problem(answer)).code).toBe('foreign-origin');
  });

  test('nor one that hides its origin but not that it is another', async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      httpRequest(
        `${server.origin}/api/session`,
        { method: 'DELETE', headers: { cookie, 'sec-fetch-site': 'cross-site' } },
        (answer) => resolve(answer.statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  test('GET never dials', async () => {
    expect((await server.ask('GET', '/api/calls?number=101', { cookie })).status).toBe(400);
    expect((await server.ask('GET', '/api/calls/dial/101', { cookie })).status).toBe(404);
    expect(pbx.commands).toEqual([]);
  });
});

describe('sign-in', () => {
  const body = { login: 'anna', password: PASSWORD };

  test('the cookie is HttpOnly, SameSite, for the whole site', async () => {
    const [set = ''] = (await server.ask('POST', '/api/session', { body })).headers.getSetCookie();
    expect(set).toMatch(/^perezvon=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
  });

  test('F12 behind https it is __Host- and Secure', async () => {
    const config = { publicOrigin: 'https://cti.example.org' };
    const behind = await startTestServer({ config });
    await behind.addUser({ login: 'anna' });
    const headers = { origin: 'https://cti.example.org' };
    const [set = ''] = (
      await behind.ask('POST', '/api/session', { body, headers })
    ).headers.getSetCookie();
    await behind.stop();
    expect(set).toMatch(/^__Host-perezvon=.*; HttpOnly; SameSite=Strict; Secure$/);
  });

  test('a session that came along is dead afterwards', async () => {
    const before = await server.signIn('anna');
    await server.ask('POST', '/api/session', { body, cookie: before });
    expect((await server.ask('GET', '/api/me', { cookie: before })).status).toBe(401);
  });

  test('too many attempts: 429 with Retry-After', async () => {
    const wrong = { login: 'guessed', password: 'wrong' };
    for (let i = 0; i < 5; i++) await server.ask('POST', '/api/session', { body: wrong });
    const answer = await server.ask('POST', '/api/session', { body: wrong });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('me: the user, and the SIP account of the own endpoint only', async () => {
    const me = (await (await server.ask('GET', '/api/me', { cookie })).json()) as Me;
    expect(me).toMatchObject({
      user: { login: 'anna', role: 'operator', pbx: 'office', extension: '201' },
      sip: { extension: '201', domain: 'pbx.example', password: 'browser-201-secret' },
      country: 'RU',
    });
    const other = (await (await server.ask('GET', '/api/me', { cookie: admin })).json()) as Me;
    expect(other.sip).toBeNull();
  });

  test('F11 no list of users has a password or its hash', async () => {
    const text = await (await server.ask('GET', '/api/users', { cookie: admin })).text();
    expect(text).toContain('anna');
    expect(text).not.toMatch(/argon|hash|secret|password/i);
  });

  test('an invited user comes in by the link, once', async () => {
    const made = await server.ask('POST', '/api/users', {
      cookie: admin,
      body: { login: 'boris', name: 'Boris', role: 'operator' },
    });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const invited = await server.ask('POST', `/api/users/${id}/invite`, { cookie: admin });
    const { link } = (await invited.json()) as { link: string };
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/welcome#[\w-]{43}$/);
    const token = link.split('#')[1];
    const look = () => server.ask('POST', '/api/welcome/link', { body: { token } });
    expect(await (await look()).json()).toEqual({ name: 'Boris', login: 'boris' });
    const typed = { token, name: 'Boris', login: 'boris', password: 'long enough', language: 'en' };
    const taken = await server.ask('POST', '/api/welcome', { body: typed });
    expect(await taken.json()).toMatchObject({ user: { login: 'boris', language: 'en' } });
    expect((await server.ask('POST', '/api/welcome', { body: typed })).status).toBe(400);
    expect((await look()).status).toBe(400);
  });
});

describe('contacts', () => {
  const save = (method: string, path: string, body: object) =>
    server.ask(method, path, { cookie, headers: { 'if-match': '*' }, body });

  test('numbers by which no call will be known are told, when made and when changed', async () => {
    const numbers = ['8 916 555-44-33', 'спросить', '12'].map((written) => ({
      kind: 'work',
      written,
    }));
    const body = { kind: 'person', name: 'Нечитаемый', numbers };
    const made = await save('POST', '/api/contacts', body);
    expect(made.status).toBe(201);
    const contact = (await made.json()) as ContactAnswer;
    expect(contact.unreadable).toEqual([
      { written: 'спросить', why: 'not-a-number' },
      { written: '12', why: 'short-code' },
    ]);
    const changed = await save('PUT', `/api/contacts/${contact.id}`, {
      ...body,
      numbers: numbers.slice(0, 2),
    });
    expect(((await changed.json()) as ContactAnswer).unreadable).toEqual([
      { written: 'спросить', why: 'not-a-number' },
    ]);
  });

  test('companies alone are found by a word of their name', async () => {
    await save('POST', '/api/contacts', { kind: 'company', name: 'ООО «Рога»', numbers: [] });
    await save('POST', '/api/contacts', { kind: 'person', name: 'Рогов Пётр', numbers: [] });
    const found = async (query: string) => {
      const answer = await server.ask('GET', `/api/contacts?${query}`, { cookie });
      return ((await answer.json()) as { items: Contact[] }).items.map(({ name }) => name);
    };
    const text = encodeURIComponent('рог');
    expect(await found(`text=${text}&kind=company`)).toEqual(['ООО «Рога»']);
    expect(await found(`text=${text}`)).toEqual(['ООО «Рога»', 'Рогов Пётр']);
    const wrong = await server.ask('GET', '/api/contacts?kind=everyone', { cookie });
    expect(wrong.status).toBe(400);
  });
});

describe('calls', () => {
  const get = async (path: string) => (await server.ask('GET', path, { cookie })).json();
  let id: string;

  beforeAll(async () => {
    const body = {
      kind: 'person',
      name: 'Клиент Первый',
      numbers: [{ kind: 'mobile', written: '8 916 123-45-67' }],
    };
    await server.ask('POST', '/api/contacts', { cookie, body });
    id = pbx.ring({ from: '79161234567', extension: '201' });
    await until(async () => (await server.ask('GET', `/api/calls/${id}`, { cookie })).ok, {
      what: 'the call in the log',
    });
  });

  test('a call is there with its caller, and keeps a note', async () => {
    const answer = await server.ask('PUT', `/api/calls/${id}/note`, {
      cookie,
      body: { note: 'ждёт счёт <img src=x>' },
    });
    expect(answer.status).toBe(200);
    expect((await get(`/api/calls/${id}`)) as CallView).toMatchObject({
      id,
      e164: '+79161234567',
      caller: { kind: 'known', contact: { name: 'Клиент Первый' } },
      note: 'ждёт счёт <img src=x>',
    });
  });

  test.each([
    ['text=Клиент', 1],
    ['text=8(916)123-45-67', 1],
    ['text=nobody', 0],
    ['direction=inbound', 1],
    ['direction=outbound', 0],
    ['result=missed', 0],
    ['contactId=none', 0],
    ['from=2020-01-01T00:00:00Z&limit=1', 1],
  ])('GET /api/calls?%s', async (query, count) => {
    const page = (await get(`/api/calls?${encodeURI(query)}`)) as { items: unknown[] };
    expect(page.items).toHaveLength(count);
  });

  test('a choice of nobody is refused', async () => {
    const answer = await server.ask('PUT', `/api/calls/${id}/contact`, {
      cookie,
      body: { contactId: 'none' },
    });
    expect(answer.status).toBe(400);
  });

  test('F02 a hostile number is a 400 that says so; nothing is sent', async () => {
    const body = { number: '500&PJSIP/101' };
    const answer = await server.ask('POST', '/api/calls', { cookie, body });
    expect(answer.status).toBe(400);
    expect(await problem(answer)).toMatchObject({
      code: 'not-dialable',
      fields: { number: expect.stringContaining('1 to 32 digits') },
    });
    expect(pbx.commands).toEqual([]);
  });

  test('a browser phone is given the digits', async () => {
    const answer = await server.ask('POST', '/api/calls', {
      cookie,
      body: { number: '+7 916 123-45-67' },
    });
    expect(await answer.json()).toEqual({ digits: '979161234567', via: 'browser', callId: null });
  });

  test('hang-up ends the own leg at the PBX', async () => {
    const answer = await server.ask('POST', `/api/calls/${id}/hangup`, { cookie });
    expect(await answer.json()).toEqual({ result: 'accepted', reason: null });
    expect(pbx.commands).toEqual([{ hangUp: 'PJSIP/201-in1' }]);
  });
});

describe('the rest', () => {
  test('health without a session names the parts, not hosts', async () => {
    const answer = await server.ask('GET', '/healthz');
    const health = (await answer.json()) as { parts: object[] };
    expect(answer.status).toBe(200);
    expect(health.parts).toContainEqual(expect.objectContaining({ part: 'pbx:office', ok: true }));
    expect(JSON.stringify(health)).not.toMatch(/127\.0\.0\.1/);
  });

  test('OpenAPI 3.1 comes from the schemas of the routes', async () => {
    const openapi = await (await server.ask('GET', '/api/openapi.json', { cookie })).json();
    expect(openapi).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/api/calls': {
          post: {
            requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
          },
        },
      },
    });
  });

  test('the docs send a person who is signed out to the door, and a program a problem', async () => {
    const asPerson = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
    const sent = await fetch(`${server.origin}/api/docs`, { ...asPerson, redirect: 'manual' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/?then=%2Fapi%2Fdocs']);
    for (const [path, options] of [
      ['/api/docs', {}],
      ['/api/docs?x', asPerson],
      ['/api/openapi.json', asPerson],
    ] as const) {
      const answer = await fetch(server.origin + path, options);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
  });

  test('the docs are readable without script and name every route', async () => {
    const answer = await server.ask('GET', '/api/docs', { cookie });
    const page = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('POST /api/calls/:id/hangup');
    expect(page).not.toContain('<script');
  });

  test('V3 headers: no inline script, no frame, microphone for us alone', async () => {
    const { headers } = await server.ask('GET', '/healthz');
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('permissions-policy')).toContain('microphone=(self)');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
