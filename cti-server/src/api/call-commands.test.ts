import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { Problem } from '../contract/index.ts';

const pbx = createFakePbx();
let server: TestServer;
let anna: string;
let boris: string;
let call: string;

beforeAll(async () => {
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf({ extensions: '[12]\\d\\d' })] },
  });
  for (const [login, extension] of Object.entries({ anna: '101', boris: '102' }))
    await server.addUser({ login, pbx: 'office', extension, device: 'desk' });
  [anna, boris] = [await server.signIn('anna'), await server.signIn('boris')];
  call = pbx.ring({ from: '+79161234567', extension: '101' });
  const path = `/api/calls/${call}`;
  await until(async () => (await server.ask('GET', path, { cookie: anna })).status === 200, {
    what: 'the call in the log',
  });
});
afterAll(() => server.stop());

const post = (cookie: string, act: string, body: object) =>
  server.ask('POST', `/api/calls/${call}/${act}`, { cookie, body });

const ACTS = [
  ['transfer', { number: '102' }, { act: 'transfer', channel: 'PJSIP/101-in1', to: '102' }],
  [
    'transfer',
    { number: '*43', ask: true },
    { act: 'consult', channel: 'PJSIP/101-in1', to: '*43' },
  ],
  ['consultation', { act: 'complete' }, { act: 'complete', channel: 'PJSIP/101-in1' }],
  ['tones', { tones: '1#' }, { act: 'tones', channel: 'PJSIP/pstn-in1', tones: '1#' }],
] as const;

test.each(ACTS)('%s %j is commanded once by who is in the call', async (act, body, sent) => {
  const before = pbx.commands.length;
  expect((await post(anna, act, body)).status).toBe(204);
  expect(pbx.commands.slice(before)).toEqual([{ act: sent }]);
});

test.each(ACTS)(
  'F04 %s %j of a call of others: refused in words, nothing sent',
  async (act, body) => {
    const before = pbx.commands.length;
    const answer = await post(boris, act, body);
    expect(answer.status).toBe(409);
    expect(((await answer.json()) as Problem).code).toBe('call-over');
    expect(pbx.commands).toHaveLength(before);
  },
);

test.each([
  ['transfer', { number: '' }],
  ['transfer', { number: '101@elsewhere' }],
  ['consultation', { act: 'record' }],
  ['tones', { tones: '1;2' }],
])('F02 %s %j is refused, nothing sent', async (act, body) => {
  const before = pbx.commands.length;
  expect((await post(anna, act, body)).status).toBeGreaterThanOrEqual(400);
  expect(pbx.commands).toHaveLength(before);
});

test('what the PBX refuses is said in words', async () => {
  pbx.answer = { result: 'refused', code: 'pbx-refused', reason: 'No such channel' };
  const answer = await post(anna, 'transfer', { number: '102' });
  expect(answer.status).toBe(502);
  expect(((await answer.json()) as Problem).detail).toContain('No such channel');
});
