import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakePbx } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import {
  FIRST_RULES,
  type AuditPage,
  type SettingsFile,
  type SettingsReport,
  type User,
  type Webhooks,
} from '../contract/index.ts';
import { CONNECTORS } from '../pbx/registry.ts';

// Settings go from one server to another by a file without secrets.

const ENTRY = {
  connector: 'asterisk-ami',
  id: 'branch',
  name: 'Branch',
  host: '127.0.0.1',
  port: 9,
  user: 'perezvon',
  secret: 'PLANTED-AMI',
  labels: { '74950000001': 'Sales' },
};
const PLACE = { pbx: 'branch', extension: '301', device: 'desk' };
const HOOK = {
  name: 'Books',
  url: 'https://books.example.org/in',
  enabled: true,
  events: ['call.started', 'call.ended'],
};
const connectors = new Map([...CONNECTORS, ...createFakePbx().connectors]);
let from: TestServer;
const OUTCOME = { code: 'sold', name: 'Sold', flags: ['positive' as const], retired: false };
let to: TestServer;
const cookies = new Map<TestServer, string>();

beforeAll(async () => {
  for (const _ of [1, 2]) {
    const server = await startTestServer({ connectors, config: { pbx: [] } });
    await server.addUser({ login: 'root', role: 'admin', name: 'Root' });
    cookies.set(server, await server.signIn('root'));
    if (from) to = server;
    else from = server;
  }
  await sent(from, 'POST', '/api/connections', ENTRY);
  const { accounts } = from.app;
  const olga = await accounts.create({
    role: 'operator',
    login: 'olga',
    name: 'Ольга',
    pbx: 'branch',
    extension: '101',
    mayHear: false,
    morePhones: [{ pbx: 'branch', extension: '201', device: 'desk' }],
  });
  await accounts.update(olga.id, { sipPassword: 'PLANTED-SIP' });
  const boss = await accounts.create({ login: 'boss', name: 'Boss', role: 'supervisor' });
  await from.addTeam({ name: 'Sales', members: [olga.id], supervisors: [boss.id] });
  await sent(from, 'POST', '/api/places', { ...PLACE, sipPassword: 'PLANTED-PLACE' });
  await sent(from, 'PUT', '/api/tolls/firm', { perDay: 700, timeZone: 'Europe/Moscow' });
  const rules = { ...FIRST_RULES, name: 'Olga', users: [olga.id], countries: ['GB'] };
  await sent(from, 'POST', '/api/tolls/rules', rules);
  await sent(from, 'PUT', '/api/second-factors', { required: ['telemarketer'] });
  await sent(from, 'PUT', '/api/retention', {
    callsDays: 900,
    recordingsDays: 90,
    capturesDays: 7,
  });
  const pops = { standard: 'answer', queues: [], users: [{ userId: olga.id, when: 'background' }] };
  const cards = { outcomes: [OUTCOME], wrapUpSec: 30, currency: 'EUR', pops };
  expect((await sent(from, 'PUT', '/api/card-settings', cards)).status).toBe(200);
  await sent(from, 'PUT', '/api/embedding', { origins: ['https://crm.example.org'] });
  await sent(from, 'PUT', '/api/pause-reasons', { items: ['Tea'] });
  expect((await sent(from, 'POST', '/api/webhooks', HOOK)).status).toBe(201);
  // two servers
}, 30_000);
afterAll(async () => {
  await from.stop();
  await to.stop();
});

function sent(server: TestServer, method: string, path: string, body?: unknown) {
  const cookie = cookies.get(server) ?? '';
  return server.ask(method, path, { cookie, ...(body === undefined ? {} : { body }) });
}
async function exported(server: TestServer): Promise<SettingsFile> {
  return (await (await sent(server, 'GET', '/api/settings/export')).json()) as SettingsFile;
}
async function report(answer: Promise<Response>): Promise<string[]> {
  const { items } = (await (await answer).json()) as SettingsReport;
  return items.map(({ kind, name, does, secrets, problem }) =>
    [kind, name, does, ...secrets, problem ? 'problem' : ''].filter(Boolean).join(' '),
  );
}
const plan = (file: unknown) => report(sent(to, 'POST', '/api/settings/plan', { file }));
const put = (file: unknown, secrets = {}) =>
  report(sent(to, 'POST', '/api/settings/import', { file, secrets }));

test('F11 the file has all settings and no secret', async () => {
  const answer = await sent(from, 'GET', '/api/settings/export');
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
  const text = await answer.text();
  expect(text).not.toMatch(/PLANTED|argon2|passwordHash/);
  expect(JSON.parse(text)).toMatchObject({
    format: 'perezvon-settings',
    version: 4,
    connections: [{ id: 'branch', enabled: true, secrets: ['secret'] }],
    users: [
      { login: 'boss', morePhones: [] },
      { login: 'root' },
      { login: 'olga', extension: '101', mayHear: false, morePhones: [{ extension: '201' }] },
    ],
    teams: [{ name: 'Sales', members: ['olga'], supervisors: ['boss'] }],
    places: [PLACE],
    tolls: {
      firm: { perDay: 700, timeZone: 'Europe/Moscow' },
      rules: [
        { general: true, atOnce: 2 },
        { name: 'Olga', users: ['olga'], countries: ['GB'] },
      ],
    },
    retention: { callsDays: 900 },
    secondFactorRoles: ['telemarketer'],
    cards: {
      wrapUpSec: 30,
      currency: 'EUR',
      pops: { users: [{ login: 'olga', when: 'background' }] },
    },
    frameOrigins: ['https://crm.example.org'],
    pauseReasons: ['Tea'],
    webhooks: [{ name: 'Books', url: HOOK.url, events: ['call.ended', 'call.started'] }],
  });
});

test('a plan tells what an import would do, and changes nothing', async () => {
  const file = await exported(from);
  const told = [
    'connection branch add secret',
    'user boss add',
    'user root same',
    'user olga add',
    'team Sales add',
    'place branch/301 add',
    'toll-firm change',
    'toll-rules same',
    'toll-rules Olga add',
    'retention change',
    'cards change',
    'embedding change',
    'pause-reasons change',
    'webhook Books add',
    'second-factor change',
  ];
  expect(await plan(file)).toEqual(told);
  expect(await plan(file)).toEqual(told);
});

test('what lacks its secret is left out and said so; all else is done, and done once', async () => {
  const file = await exported(from);
  expect(await put(file)).toEqual([
    'connection branch add secret problem',
    // on a PBX that is not there
    'user boss add',
    'user root same',
    'user olga add problem',
    'team Sales add problem',
    'place branch/301 add problem',
    'toll-firm change',
    'toll-rules same',
    'toll-rules Olga add problem',
    'retention change',
    'cards change problem',
    'embedding change',
    'pause-reasons change',
    'webhook Books add',
    'second-factor change',
  ]);
  expect(await put(file, { 'branch/secret': 'typed again' })).toEqual([
    'connection branch add secret',
    'user boss same',
    'user root same',
    'user olga add',
    'team Sales add',
    'place branch/301 add',
    'toll-firm same',
    'toll-rules same',
    'toll-rules Olga add',
    'retention same',
    'cards change',
    'embedding same',
    'pause-reasons same',
    'webhook Books same',
    'second-factor same',
  ]);
  expect((await plan(file)).every((line) => line.endsWith(' same'))).toBe(true);
  const { exportedAt: _, ...theirs } = await exported(to);
  const { exportedAt: __, ...ours } = file;
  expect(theirs).toEqual(ours);
});

test('A2 each thing that was imported is in the audit log; secrets are not', async () => {
  const { items } = (await (await sent(to, 'GET', '/api/audit?limit=50')).json()) as AuditPage;
  const actions = items.map(({ action }) => action);
  expect(actions[0]).toBe('settings-exported');
  for (const one of ['settings-imported', 'connection-created', 'team-created'] as const) {
    expect(actions).toContain(one);
  }
  expect(actions.filter((one) => one === 'user-created')).toHaveLength(2);
  const made = items.find(({ action }) => action === 'connection-created');
  expect(made?.changes).toContainEqual({
    field: 'secret',
    before: null,
    after: null,
    secret: true,
  });
  expect(JSON.stringify(items)).not.toContain('typed again');
});

test('F11 a webhook comes disabled, by a secret of its own; one that is there stays enabled or not', async () => {
  const hooks = async () =>
    ((await (await sent(to, 'GET', '/api/webhooks')).json()) as Webhooks).items;
  expect(await hooks()).toMatchObject([{ name: 'Books', enabled: false }]);
  const file = await exported(from);
  const { events } = HOOK;
  const webhooks = [{ name: 'books', url: 'https://books.example.org/other', events }];
  expect(await put({ ...file, webhooks })).toContain('webhook books change');
  expect(await hooks()).toMatchObject([{ url: webhooks[0]?.url, enabled: false }]);
  const inside = {
    ...file,
    webhooks: [{ name: 'X', url: 'https://10.0.0.1/', events }],
  };
  expect(await put(inside)).toContain('webhook X blocked problem');
});

describe('a file that was changed by hand', () => {
  test('F09 another host asks for the secret again', async () => {
    const file = await exported(to);
    const [one] = file.connections;
    const moved = { ...one, entry: { ...one?.entry, host: '10.0.0.66' } };
    expect((await plan({ ...file, connections: [moved] }))[0]).toBe(
      'connection branch change secret',
    );
    expect((await put({ ...file, connections: [moved] }))[0]).toMatch(/problem$/);
  });

  test('nobody changes their own role by it', async () => {
    const file = await exported(to);
    const users = file.users.map((user) =>
      user.login === 'root' ? { ...user, role: 'operator' } : user,
    );
    expect(await put({ ...file, users })).toContain('user root blocked problem');
    const list = (await (await sent(to, 'GET', '/api/users')).json()) as { items: User[] };
    expect(list.items.find(({ login }) => login === 'root')?.role).toBe('admin');
  });

  test('of versions 1 to 3: what they do not tell of stays as it is', async () => {
    const { webhooks: _______, ...third } = await exported(to);
    const { cards: _, frameOrigins: __, pauseReasons: ___, ...second } = third;
    const { places: ____, tolls: _____, secondFactorRoles: ______, ...first } = second;
    for (const [old, isTold] of [
      [{ ...first, version: 1 }, false],
      [{ ...second, version: 2 }, true],
      [{ ...third, version: 3 }, true],
    ] as const) {
      const lines = await plan(old);
      expect(lines.every((line) => line.endsWith(' same'))).toBe(true);
      expect(lines.some((line) => line.startsWith('toll'))).toBe(isTold);
      expect(lines.some((line) => line.startsWith('cards'))).toBe(old.version === 3);
    }
  });

  test('a second factor for one’s own role needs one first; rules for nobody are not made; a place changes', async () => {
    const file = await exported(to);
    const [general] = file.tolls?.rules ?? [];
    const rules = [{ ...general, general: false, name: 'X', users: ['nobody'] }];
    const changed = {
      ...file,
      places: [{ ...PLACE, device: 'browser' }],
      tolls: { ...file.tolls, rules },
      secondFactorRoles: ['admin'],
    };
    expect((await put(changed)).filter((line) => !line.endsWith(' same'))).toEqual([
      'place branch/301 change',
      'toll-rules X blocked problem',
      'second-factor blocked problem',
    ]);
    expect((await exported(to)).places).toEqual([{ ...PLACE, device: 'browser' }]);
  });

  test('cards by who is not there, and a page that anybody could forge, are left out; outcomes of here stay', async () => {
    const file = await exported(to);
    const { cards } = file;
    const pops = { ...cards?.pops, users: [{ login: 'nobody', when: 'ring' }] };
    const changed = { ...file, cards: { ...cards, pops }, frameOrigins: ['https://a.example/x'] };
    expect((await put(changed)).filter((line) => !line.endsWith(' same'))).toEqual([
      'cards blocked problem',
      'embedding blocked problem',
    ]);
    const other = { ...OUTCOME, code: 'other' };
    expect(await put({ ...file, cards: { ...cards, outcomes: [other] } })).toContain(
      'cards change',
    );
    const { outcomes = [] } = (await exported(to)).cards ?? {};
    expect(outcomes.filter(({ retired }) => !retired)).toEqual([other]);
    expect(outcomes).toContainEqual({ ...OUTCOME, retired: true });
    expect(await plan({ ...file, cards: { ...cards, outcomes: [other] } })).toContain('cards same');
  });

  test('a team with somebody who is not there is not made', async () => {
    const file = await exported(to);
    const teams = [{ name: 'Other', seesAll: false, members: ['nobody'], supervisors: [] }];
    expect(await plan({ ...file, teams })).toContain('team Other blocked problem');
  });

  test.each([
    ['no settings', { nothing: true }, 'settings-unreadable'],
    ['null', null, 'settings-unreadable'],
    ['of a newer version', { format: 'perezvon-settings', version: 5 }, 'settings-version'],
    ['not whole', { format: 'perezvon-settings', version: 1 }, 'invalid'],
  ])('%s is refused', async (_, file, code) => {
    const answer = await sent(to, 'POST', '/api/settings/plan', { file });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });

  test('F15 keys that nobody asked for, and secrets in it, are refused', async () => {
    const file = await exported(to);
    const [user] = file.users;
    const users = [{ ...user, sipPassword: 'x' }];
    const answer = await sent(to, 'POST', '/api/settings/plan', { file: { ...file, users } });
    expect(answer.status).toBe(400);
  });
});
