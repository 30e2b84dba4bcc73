import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuditStage, ENTRY, startAuditStage, WEBHOOK } from '../../../fixtures/audit-stage.ts';
import { FIRST_RULES, type Problem, STANDARD_OUTCOMES } from '../contract/index.ts';
import { createReplace } from './seen-version.ts';

let stage: AuditStage;
beforeAll(async () => void (stage = await startAuditStage()));
afterAll(() => stage.stop());

type Read = Record<string, unknown>;

const get = async (path: string) =>
  (await (await stage.server.ask('GET', path, { cookie: stage.admin })).json()) as Read;
const make = async (path: string, body: object) =>
  (await (await stage.sent('POST', path, body)).json()) as { id: string };
const oneOf = async (list: string, id: string) =>
  ((await get(list))['items'] as Read[]).find((one) => one['id'] === id) ?? {};

/** What two people replace, each with an entry of their own. */
interface Case {
  readonly put: string;
  readonly read: () => Promise<Read>;
  readonly entry: (whose: 'first' | 'later') => object;
}

const perDay = { first: 11, later: 12 };
const TEAM = { members: [], supervisors: [], seesAll: false };
const CARDS = {
  outcomes: STANDARD_OUTCOMES,
  currency: 'RUB',
  pops: { standard: 'ring', queues: [], users: [] },
};

const listed =
  (list: string, made: () => Promise<string>, more: Pick<Case, 'entry'>) =>
  async (): Promise<Case> => {
    const id = await made();
    return { put: `${list}/${id}`, read: () => oneOf(list, id), ...more };
  };
const alone = (put: string, entry: Case['entry']) => async (): Promise<Case> => ({
  put,
  read: () => get(put),
  entry,
});

const CASES: Readonly<Record<string, () => Promise<Case>>> = {
  'PUT /api/contacts/{id}': async () => {
    const { id } = await make('/api/contacts', { kind: 'person', name: 'Anna', numbers: [] });
    const put = `/api/contacts/${id}`;
    const entry = (note: string) => ({ kind: 'person', name: 'Anna', numbers: [], note });
    return { put, read: () => get(put), entry };
  },
  'PUT /api/calls/{id}/note': async () => {
    const { id } = await stage.recordedCall('noted');
    const read = async () => {
      const { note, noteVersion } = await get(`/api/calls/${id}`);
      return { note, version: noteVersion };
    };
    return { put: `/api/calls/${id}/note`, read, entry: (note) => ({ note }) };
  },
  'PATCH /api/users/{id}': listed('/api/users', async () => (await stage.freshUser()).id, {
    entry: (name) => ({ name }),
  }),
  'PUT /api/teams/{id}': listed(
    '/api/teams',
    async () => (await make('/api/teams', { ...TEAM, name: 'Sales' })).id,
    { entry: (name) => ({ ...TEAM, name }) },
  ),
  'PUT /api/webhooks/{id}': listed('/api/webhooks', () => stage.freshWebhook(), {
    entry: (name) => ({ ...WEBHOOK, name }),
  }),
  'PUT /api/connections/{id}': listed('/api/connections', () => stage.freshConnection(), {
    entry: (name) => ({ ...ENTRY, name }),
  }),
  'PUT /api/tolls/rules/{id}': listed(
    '/api/tolls/rules',
    async () => (await make('/api/tolls/rules', { ...FIRST_RULES, name: 'Night' })).id,
    { entry: (name) => ({ ...FIRST_RULES, name }) },
  ),
  'PUT /api/tolls/firm': async () => ({
    put: '/api/tolls/firm',
    read: async () => (await get('/api/tolls/rules'))['firm'] as Read,
    entry: (whose) => ({ perDay: perDay[whose], timeZone: 'UTC' }),
  }),
  'PUT /api/card-settings': alone('/api/card-settings', (whose) => ({
    ...CARDS,
    wrapUpSec: perDay[whose],
  })),
  'PUT /api/retention': alone('/api/retention', (whose) => ({
    callsDays: null,
    recordingsDays: null,
    capturesDays: perDay[whose],
  })),
  'PUT /api/embedding': alone('/api/embedding', (whose) => ({
    origins: [`https://${whose}.example.org`],
  })),
  'PUT /api/pause-reasons': alone('/api/pause-reasons', (whose) => ({ items: [whose] })),
  'PUT /api/second-factors': alone('/api/second-factors', (whose) => ({
    required: [whose === 'first' ? 'telemarketer' : 'supervisor'],
  })),
};

/** Where nothing that somebody wrote can be lost to another, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  'PATCH /api/me': 'one’s own',
  'PUT /api/me/place': 'a place that is taken is refused',
  'PUT /api/second-factor': 'one’s own',
  'PATCH /api/connections/{id}': 'a switch',
  'PUT /api/tolls/stop': 'a switch',
  'PUT /api/calls/{id}/recording': 'a switch',
  'PUT /api/members/{pbx}/{extension}/pause': 'a switch',
  'PUT /api/members/{pbx}/{extension}/queues/{queue}': 'a switch',
  'PUT /api/missed/{key}': 'who is claimed already is refused',
  'PUT /api/calls/{id}/outcome': 'one choice, which all see at once',
  'PUT /api/calls/{id}/contact': 'one choice, which all see at once',
  'PATCH /api/deals/{id}': 'the fields that are named',
  'PATCH /api/tasks/{id}': 'the fields that are named',
  'PUT /api/calls/{id}/quality': 'what a phone measures',
  'PUT /api/contacts/{id}/photo': 'one picture, sent as soon as it is chosen',
  'PUT /api/contact-imports/{id}/file': 'what stands at a place of the file',
};

test('each route that replaces something asks for its version, or says why not', async () => {
  const { paths } = (await get('/api/openapi.json')) as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  };
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method === 'put' || method === 'patch')
      .map(([method, { parameters = [] }]) => ({
        route: `${method.toUpperCase()} ${path}`,
        asks: parameters.some((one) => one.in === 'header' && one.name === 'if-match'),
      })),
  );
  const routes = (asks: boolean) => all.filter((one) => one.asks === asks).map((one) => one.route);
  expect(routes(true).toSorted()).toEqual(Object.keys(CASES).toSorted());
  expect(routes(false).toSorted()).toEqual(Object.keys(OTHERS).toSorted());
});

describe.each(Object.entries(CASES))('two people at %s', (route, begin) => {
  const method = route.split(' ')[0] ?? '';
  const replaced = ({ put, entry }: Case, whose: 'first' | 'later', ifMatch: string | null) =>
    stage.server.ask(method, put, { cookie: stage.admin, body: entry(whose), ifMatch });
  const tag = (read: Read) => `"${String(read['version'])}"`;
  const rows = async () => (await stage.page()).items[0]?.n;

  test('the later is told so, and the earlier change stays; a star is whatever it is', async () => {
    const one = await begin();
    const seen = await one.read();
    const first = await replaced(one, 'first', tag(seen));
    expect([first.status, await first.clone().json()]).toEqual([200, expect.anything()]);
    const after = await one.read();
    expect(after['version']).not.toBe(seen['version']);
    const told = (await first.json()) as Read;
    expect(told['version'] ?? told['noteVersion']).toBe(after['version']);

    const noted = await rows();
    const later = await replaced(one, 'later', tag(seen));
    expect(later.headers.get('content-type')).toContain('application/problem+json');
    expect((await later.json()) as Problem).toMatchObject({
      status: 412,
      code: 'changed-meanwhile',
      detail: 'Somebody else has changed this meanwhile; nothing was saved.',
    });
    const untold = await replaced(one, 'later', null);
    expect([untold.status, ((await untold.json()) as Problem).code]).toEqual([
      428,
      'version-missing',
    ]);
    expect((await replaced(one, 'later', 'W/"other"')).status).toBe(412);
    expect(await one.read()).toEqual(after);
    // nothing was done, so nothing is noted
    expect(await rows()).toBe(noted);

    expect((await replaced(one, 'later', tag(after))).status).toBe(200);
    expect((await replaced(one, 'first', '*')).status).toBe(200);
    const [row] = (await stage.page('?limit=1')).items;
    expect(JSON.stringify(row?.changes)).not.toContain('version');
  });

  test('at the same moment: one is taken', async () => {
    const one = await begin();
    await replaced(one, 'first', '*');
    const seen = tag(await one.read());
    const both = [replaced(one, 'later', seen), replaced(one, 'later', seen)];
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
  });
});

test('who replaces the same waits for who came before, also where that failed; others do not', async () => {
  const replace = createReplace();
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const headers = { 'if-match': '*' };
  const work = (name: string, until?: Promise<void>) => async () => {
    order.push(`${name} begins`);
    await until;
    order.push(`${name} ends`);
  };
  const now = () => 'v';
  const all = [
    replace({ url: '/a', headers }, now, work('a', first.promise)).catch(() => {}),
    replace({ url: '/a', headers }, now, work('a again')),
    replace({ url: '/b', headers }, now, work('b')),
  ];
  await all[2];
  first.reject(new Error('the disk'));
  await Promise.all(all);
  expect(order).toEqual(['a begins', 'b begins', 'b ends', 'a again begins', 'a again ends']);
});
