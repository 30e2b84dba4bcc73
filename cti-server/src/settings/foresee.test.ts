import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENTRY } from '../../../fixtures/audit-stage.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { SettingsFile, SettingsReport } from '../contract/index.ts';

let server: TestServer;
let cookie: string;
let file: SettingsFile;

const ask = (method: string, path: string, body?: object) =>
  server.ask(method, path, { cookie, ...(body && { body }) });

beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ login: 'root', role: 'admin' });
  cookie = await server.signIn('root');
  await ask('POST', '/api/connections', { ...ENTRY, id: 'branch' });
  for (const [login, extension] of [
    ['anna', '201'],
    ['boris', '202'],
    ['gone', '203'],
  ] as const) {
    await server.addUser({ login, pbx: 'branch', extension });
  }
  await ask('POST', '/api/places', { pbx: 'branch', extension: '301', device: 'desk' });
  file = (await (await ask('GET', '/api/settings/export')).json()) as SettingsFile;
});
afterAll(() => server.stop());

type ToldUser = SettingsFile['users'][number];

/** A user of the file as there, changed; one who is not there is new. */
function told(login: string, changed: Partial<ToldUser> = {}): ToldUser {
  const [anna] = file.users.filter((user) => user.login === 'anna');
  const there = file.users.find((user) => user.login === login);
  const fresh = anna && { ...anna, login, name: login };
  const made = there ?? fresh;
  if (!made) throw new Error('No users in the file');
  return { ...made, ...changed };
}

/** What of these does not stay as it is: what becomes of it, and why not. */
async function outcome(how: 'plan' | 'import', changed: Partial<SettingsFile>): Promise<string[]> {
  const body = { file: { ...file, ...changed }, ...(how === 'import' && { secrets: {} }) };
  const { items } = (await (
    await ask('POST', `/api/settings/${how}`, body)
  ).json()) as SettingsReport;
  return items
    .filter(({ does }) => does !== 'same')
    .map(({ name, does, problem }) => `${name} ${does} ${problem?.en ?? ''}`.trim());
}

const PHONE = { pbx: 'branch', device: 'desk' } as const;

test('F11 a plan says what an import would refuse: a phone of somebody else, a place, a PBX that is nowhere', async () => {
  const changed = {
    users: [
      told('vera', { extension: '201' }),
      told('wera', { extension: '301' }),
      told('xenia', { pbx: 'nowhere', extension: '205' }),
      told('yana', { extension: '206' }),
      told('zoya', { extension: '207', morePhones: [{ ...PHONE, extension: '206' }] }),
    ],
    places: [
      { ...PHONE, extension: '202' },
      { ...PHONE, extension: '206' },
      { pbx: 'nowhere', extension: '302', device: 'desk' as const },
      { ...PHONE, extension: '303' },
    ],
  };
  const planned = await outcome('plan', changed);
  expect(planned.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'vera blocked',
    'wera blocked',
    'xenia blocked',
    'yana add',
    'zoya blocked',
    'branch/202 blocked',
    'branch/206 blocked',
    'nowhere/302 blocked',
    'branch/303 add',
  ]);
  expect(planned[0]).toContain('belongs to the user "anna"');
  expect(planned[2]).toContain('"nowhere"');
  expect(planned[6]).toContain('"yana"');
  // and so it does
  expect(await outcome('import', changed)).toEqual(planned);
});

test('F11 one after another: an extension that somebody gives up first is free, one that goes later is not', async () => {
  const changed = {
    users: [
      told('anna', { extension: '211' }),
      told('boris', { extension: '201' }),
      told('diana', { extension: '203' }),
      told('gone', { disabled: true }),
      told('egor', { extension: '203' }),
    ],
    places: [],
  };
  const planned = await outcome('plan', changed);
  expect(planned.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'anna change',
    'boris change',
    'diana blocked',
    'gone change',
    'egor add',
  ]);
  expect(await outcome('import', changed)).toEqual(planned);
});

test.each([0, -1, 1.5, '4', null])('a file of version %s is no settings file', async (version) => {
  const answer = await ask('POST', '/api/settings/plan', { file: { ...file, version } });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'settings-unreadable' });
});

test('F11 a plan says which PBX cannot run as it stands in the file, and what stands there twice', async () => {
  const [branch] = file.connections;
  if (!branch) throw new Error('No connection in the file');
  const changed = {
    connections: [
      branch,
      { ...branch, id: 'west', entry: { ...branch.entry, id: 'west', extensions: '[' } },
      { ...branch, id: 'east', entry: { ...branch.entry, id: 'east' } },
      { ...branch, id: 'east', entry: { ...branch.entry, id: 'east', country: 'DE' } },
    ],
    users: [told('vera', { extension: '205' }), told('VERA', { extension: '206' })],
    teams: ['Sales', 'sales'].map((name) => ({
      name,
      seesAll: false,
      members: [],
      supervisors: [],
    })),
  };
  const plan = await outcome('plan', changed);
  expect(plan).toEqual([
    expect.stringMatching(/^west blocked .*extensions/),
    'east add',
    expect.stringMatching(/^east blocked "east" stands in the file more than once/),
    'vera add',
    expect.stringMatching(/^VERA blocked "VERA" stands/),
    'Sales add',
    expect.stringMatching(/^sales blocked "sales" stands/),
  ]);
});
