import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakePbx, type FakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type {
  CallPage,
  CallView,
  Problem,
  RecordingMarks,
  SavedFilters,
  User,
} from '../contract/index.ts';

let pbx: FakePbx;
let server: TestServer;
let cookies: Record<'anna' | 'oleg' | 'root', string>;
let anna: User;

beforeEach(async () => {
  pbx = createFakePbx();
  server = await startTestServer({ connectors: pbx.connectors, config: { pbx: [officeOf()] } });
  const at = { pbx: 'office', role: 'operator', language: 'en' } as const;
  anna = await server.addUser({ ...at, login: 'anna', extension: '101' });
  await server.addUser({ ...at, login: 'oleg', extension: '102', mayExport: false });
  await server.addUser({ login: 'root', role: 'admin', language: 'en' });
  const [one, two, three] = await Promise.all(['anna', 'oleg', 'root'].map(server.signIn));
  cookies = { anna: one ?? '', oleg: two ?? '', root: three ?? '' };
});
afterEach(() => server.stop());

type Who = keyof typeof cookies;
const ask = (who: Who, method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie: cookies[who], ...(body === undefined ? {} : { body }) });
const found = async (who: Who, query: string) => {
  const answer = await ask(who, 'GET', `/api/calls?${query}`);
  return ((await answer.json()) as CallPage).items.map(({ externalNumber }) => externalNumber);
};

/** A call that was talked in for 0 s, in a queue or not. */
async function called(from: string, extension: string, queue?: string): Promise<string> {
  const id = pbx.ring({ from, extension, channel: from });
  if (queue) pbx.say({ kind: 'queue-join', channel: from, group: from, queue });
  pbx.hangUp(from);
  await until(
    async () => {
      const answer = await ask('root', 'GET', `/api/calls/${id}`);
      return ((await answer.json()) as Partial<CallView>).endedAt;
    },
    { what: 'the call in the log' },
  );
  return id;
}

describe('the history', () => {
  test('by operator, queue, length of talk and words of the note, each within one’s own calls', async () => {
    await called('79160000001', '101', 'sales');
    const second = await called('79160000002', '102', 'support');
    await ask('root', 'PUT', `/api/calls/${second}/note`, { note: 'Просил СЧЁТ на июнь' });
    expect(await found('root', `operator=${anna.id}`)).toEqual(['79160000001']);
    expect(await found('root', 'operator=nobody')).toEqual([]);
    expect(await found('root', 'queue=support')).toEqual(['79160000002']);
    expect(await found('root', `note=${encodeURIComponent('счет июнь')}`)).toEqual(['79160000002']);
    expect(await found('root', 'talkFrom=1')).toEqual([]);
    expect(await found('root', 'talkTo=0&queue=sales')).toEqual(['79160000001']);
    expect(await found('anna', 'queue=support')).toEqual([]);
    expect(await found('oleg', `operator=${anna.id}`)).toEqual([]);
  });

  test('as CSV no cell is a formula; who may not export gets none; it is in the audit log', async () => {
    const id = await called('79160000003', '101', 'sales');
    const note = `=HYPERLINK("http://x")\n+1`;
    await ask('root', 'PUT', `/api/calls/${id}/note`, { note });
    await called('79160000004', '102');
    const answer = await ask('anna', 'GET', '/api/calls/export?queue=sales');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    // `text()` would take the mark of UTF-8 away
    const [head, ...rows] = Buffer.from(await answer.arrayBuffer())
      .toString()
      .trim()
      .split('\r\n');
    expect(head).toMatch(/^\uFEFF?"Start \(UTC\)","Direction"/);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`"'=HYPERLINK(""http://x"") +1"`);
    expect(rows[0]).toContain(`"'+79160000003"`);
    expect((await ask('oleg', 'GET', '/api/calls/export')).status).toBe(403);
    const audit = await ask('root', 'GET', '/api/audit?action=calls-exported');
    expect(((await audit.json()) as { items: unknown[] }).items).toHaveLength(1);
  });
});

test('filters are kept by name, each for oneself', async () => {
  const list = async (who: Who) =>
    ((await (await ask(who, 'GET', '/api/filters')).json()) as SavedFilters).items;
  const filter = { name: 'Missed', query: 'result=missed' };
  expect((await ask('anna', 'POST', '/api/filters', filter)).status).toBe(200);
  await ask('anna', 'POST', '/api/filters', { ...filter, query: 'result=busy' });
  const [kept] = await list('anna');
  expect(kept).toMatchObject({ name: 'Missed', query: 'result=busy' });
  expect(await list('oleg')).toEqual([]);
  expect((await ask('oleg', 'DELETE', `/api/filters/${kept?.id}`)).status).toBe(404);
  expect((await ask('anna', 'DELETE', `/api/filters/${kept?.id}`)).status).toBe(204);
  expect(await list('anna')).toEqual([]);
});

test('notes at moments of a recording: of whoever sees the call, removed by their writer or who leads', async () => {
  const id = await called('79160000005', '101');
  const path = `/api/calls/${id}/marks`;
  const unrecorded = await ask('anna', 'POST', path, { atMs: 1, text: 'x' });
  expect(((await unrecorded.json()) as Problem).code).toBe('not-found');
  const channel = '79160000006';
  const recorded = pbx.ring({ from: channel, extension: '101', channel });
  pbx.say({ kind: 'recording', channel, group: channel, file: '/r/a.wav', isFile: true });
  pbx.hangUp(channel);
  const marks = `/api/calls/${recorded}/marks`;
  await until(async () => (await ask('anna', 'GET', marks)).status === 200, {
    what: 'the recording',
  });
  await ask('anna', 'POST', marks, { atMs: 34_000, text: 'Обещал <b>скидку</b>' });
  await ask('root', 'POST', marks, { atMs: 2_000, text: 'Hello' });
  const list = async () =>
    ((await (await ask('anna', 'GET', marks)).json()) as RecordingMarks).items;
  const [first, second] = await list();
  expect([first?.text, second?.text]).toEqual(['Hello', 'Обещал <b>скидку</b>']);
  expect((await ask('oleg', 'GET', marks)).status).toBe(404);
  expect((await ask('anna', 'DELETE', `${marks}/${first?.id}`)).status).toBe(404);
  expect((await ask('root', 'DELETE', `${marks}/${second?.id}`)).status).toBe(204);
  expect(await list()).toHaveLength(1);
});

test('C25 a note is of one recording: of the first where nothing is said, of none that is not there', async () => {
  const channel = '79160000007';
  const id = pbx.ring({ from: channel, extension: '101', channel });
  for (const file of ['/r/a.wav', '/r/b.wav'])
    pbx.say({ kind: 'recording', channel, group: channel, file, isFile: true });
  pbx.hangUp(channel);
  const path = `/api/calls/${id}/marks`;
  await until(async () => (await ask('anna', 'GET', path)).status === 200, {
    what: 'the recordings',
  });
  await ask('anna', 'POST', path, { recording: 2, atMs: 1_000, text: 'second' });
  await ask('anna', 'POST', path, { atMs: 5_000, text: 'first' });
  expect((await ask('anna', 'POST', path, { recording: 3, atMs: 1, text: 'x' })).status).toBe(404);
  const { items } = (await (await ask('anna', 'GET', path)).json()) as RecordingMarks;
  expect(items.map(({ recording, atMs, text }) => [recording, atMs, text])).toEqual([
    [1, 5_000, 'first'],
    [2, 1_000, 'second'],
  ]);
});
