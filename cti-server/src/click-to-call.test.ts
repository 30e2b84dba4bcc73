import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReplayedPbx, startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import { liftTolls } from '../../fixtures/lifted-tolls.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import {
  type CallPage,
  type CallView,
  type Explanation,
  inStatementWords,
  type Problem,
} from './contract/index.ts';

// From the API to the bytes at the PBX and back: the server with its real AMI link, the PBX in our hand.
let pbx: ReplayedPbx;
let server: TestServer;
let admin: string;
let vera: string;
let veraId: string;

beforeAll(async () => {
  pbx = await startReplayedPbx();
  const { port } = pbx;
  const main = { id: 'main', user: 'perezvon', secret: 'change-me-perezvon', port };
  server = await startTestServer({
    config: { pbx: [{ ...main, host: '127.0.0.1', outsidePrefix: '9', extensions: '[0-9]{3}' }] },
  });
  await liftTolls(server);
  await server.addUser({ login: 'root', role: 'admin' });
  const desk = { pbx: 'main', extension: '101', device: 'desk' } as const;
  veraId = (await server.addUser({ login: 'vera', ...desk })).id;
  [admin, vera] = [await server.signIn('root'), await server.signIn('vera')];
  await until(() => pbx.received().includes('coreshowchannels'), { what: 'the PBX is there' });
});
afterAll(async () => {
  await server.stop();
  await pbx.stop();
});

const call = async (id: string) =>
  (await (await server.ask('GET', `/api/calls/${id}`, { cookie: vera })).json()) as CallView;
const isUp = () =>
  until(
    async () => {
      const { parts } = (await (await server.ask('GET', '/healthz')).json()) as {
        parts: { part: string; ok: boolean }[];
      };
      return parts.some(({ part, ok }) => part === 'pbx:main' && ok);
    },
    { what: 'the PBX is up' },
  );
const dial = (number: unknown) =>
  server.ask('POST', '/api/calls', { cookie: vera, body: { number } });
const header = (name: string) =>
  [...pbx.received().matchAll(new RegExp(`^${name}: (.*)\r$`, 'gm'))].at(-1)?.at(1) ?? '';

test('C7 the own desk phone is switched off: the call is in the log as failed, and says why', async () => {
  const answer = await dial('8 (916) 555-00-06');
  expect(answer.status).toBe(200);
  const { callId } = (await answer.json()) as { callId: string };
  pbx.send(
    [
      'Event: OriginateResponse',
      `ActionID: ${header('ActionID')}`,
      'Response: Failure',
      'Channel: PJSIP/101',
      'Context: click-to-call',
      'Exten: 979165550006',
      'Reason: 0',
      `Uniqueid: ${header('Channelid')}\r\n\r\n`,
    ].join('\r\n'),
  );
  const failed = await until(
    async () => {
      const one = await call(callId);
      return one.state === 'ended' ? one : null;
    },
    { what: 'the failed call' },
  );
  expect(failed).toMatchObject({
    direction: 'outbound',
    from: '101',
    dialled: '79165550006',
    e164: '+79165550006',
    disposition: 'failed',
    reason: 'agent-failed',
    rang: [],
    complete: true,
  });
  const why = (await (
    await server.ask('GET', `/api/calls/${callId}/explanation`, { cookie: admin })
  ).json()) as Explanation;
  const [event] = why.events;
  expect(event && inStatementWords(event.said, 'en')).toBe(
    'the PBX said what became of a click-to-call of PJSIP/101',
  );
  expect(event?.concluded.map((one) => inStatementWords(one, 'ru'))).toContain(
    'телефон звонившего недоступен (C7)',
  );
});

test('C7 a PBX that does not name what it could not make: the id of our action does', async () => {
  const { callId } = (await (await dial('102')).json()) as { callId: string };
  pbx.send(
    `Event: OriginateResponse\r\nActionID: ${header('ActionID')}\r\nResponse: Failure\r\nChannel: PJSIP/101\r\nExten: 102\r\nReason: 0\r\nUniqueid: <unknown>\r\n\r\n`,
  );
  await until(async () => (await call(callId)).reason === 'agent-failed', { what: 'the reason' });
  expect(await call(callId)).toMatchObject({ direction: 'internal', from: '101', dialled: '102' });
  // of another's click-to-call that is not named, nothing can be said
  const before = (await (
    await server.ask('GET', '/api/calls', { cookie: admin })
  ).json()) as CallPage;
  pbx.send(
    'Event: OriginateResponse\r\nActionID: 7\r\nResponse: Failure\r\nChannel: PJSIP/101\r\nExten: 102\r\nUniqueid: <unknown>\r\n\r\nEvent: Hangup\r\nUniqueid: 9\r\n\r\n',
  );
  await until(
    async () => {
      const { items } = (await (
        await server.ask('GET', '/api/traffic', { cookie: admin })
      ).json()) as { items: { ignored: { reason: string }[] }[] };
      return items[0]?.ignored.some(({ reason }) => reason === 'unknown-channel');
    },
    { what: 'the event behind it' },
  );
  expect(await (await server.ask('GET', '/api/calls', { cookie: admin })).json()).toEqual(before);
});

test('B11 the line is cut before the PBX answers: it is said to be unknown, sent once; then its channel tells', async () => {
  await isUp();
  pbx.behaviour.ignore = new Set(['originate']);
  const before = pbx.received().length;
  const sent = () => pbx.received().slice(before);
  try {
    const answer = dial('103');
    await until(() => sent().includes('Action: originate'), { what: 'the command' });
    const id = header('Channelid');
    const action = header('ActionID');
    pbx.behaviour.channels = [
      `Channel: PJSIP/101-00000001\r\nUniqueid: ${id}\r\nLinkedid: ${id}\r\nChannelStateDesc: Ringing\r\nExten: s\r\nDuration: 00:00:01`,
    ];
    pbx.cut();
    expect((await answer).status).toBe(504);
    expect(await (await answer).json()).toMatchObject({
      code: 'pbx-unknown',
    } satisfies Partial<Problem>);
    const truth = async (what: Partial<CallView>) =>
      until(
        async () => {
          const one = await call(`main-${id}`);
          return Object.entries(what).every(([key, value]) => one[key as 'id'] === value) && one;
        },
        { what: JSON.stringify(what) },
      );
    expect(await truth({ from: '101' })).toMatchObject({ complete: false, endedAt: null });
    await isUp();
    pbx.send(
      `Event: OriginateResponse\r\nActionID: ${action}\r\nResponse: Success\r\nChannel: PJSIP/101-00000001\r\nExten: 103\r\nUniqueid: ${id}\r\n\r\n`,
    );
    await truth({ dialled: '103', direction: 'internal' });
  } finally {
    pbx.behaviour.ignore = new Set();
    pbx.behaviour.channels = [];
  }
  expect(sent().match(/Action: originate/g)).toHaveLength(1);
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom('101', '+79165550000', '9', ''),
      fc.constantFrom(
        '\r',
        '\n',
        '\0',
        '\r\n',
        '\r\n\r\n',
        '&',
        '@',
        '/',
        ';',
        ',',
        '%0d%0a',
        '\u2028',
      ),
      fc.constantFrom('102', 'Action: Command', 'Application: system', 'PJSIP/pstn/900', 'x=1', ''),
    )
    .map((parts) => parts.join('')),
  fc.integer({ min: 1, max: 1_100 }).map((length) => '1'.repeat(length)),
  fc.constantFrom('8 (916) 555-00-07', '101', '*43', '+44 20 7946 0958'),
);

/** What of a request reached the PBX: its messages, each as its lines. */
async function reached(request: () => Promise<Response>) {
  const before = pbx.received().length;
  const { status } = await request();
  // a command of ours behind it, so that all before it is there
  await server.ask('POST', '/api/calls', { cookie: vera, body: { number: '999' } });
  const messages = pbx.received().slice(before).split('\r\n\r\n').slice(0, -1);
  // the link's own questions
  const own = messages.filter(
    (text) => !/^Action: (?:ping|coreshowchannels|bridgelist)\r/.test(text),
  );
  expect(own.pop()).toContain('Exten: 999');
  return { status, messages: own.map((text) => text.split(/\r\n|[\r\n\0]/)) };
}

/** Exactly the headers of a click-to-call, their order left open. */
const click = (from: string, digits: unknown) => ({
  length: 10,
  sorted: [
    'Action: originate',
    expect.stringMatching(/^ActionID: perezvon-\d+-[A-Za-z0-9._-]+$/),
    'Async: true',
    expect.stringMatching(/^Callerid: \+?[0-9*#]{1,32}$/),
    `Channel: PJSIP/${from}`,
    expect.stringMatching(/^Channelid: [A-Za-z0-9._-]+$/),
    'Context: click-to-call',
    digits,
    'Priority: 1',
    'Timeout: 30000',
  ],
});
const shape = (lines: string[] = []) => ({ length: lines.length, sorted: [...lines].sort() });

test('F01, F02 whatever number the API is given: a click-to-call of digits at the PBX, or a 400', async () => {
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(hostile, async (number) => {
      const { status, messages } = await reached(() => dial(number));
      if (status !== 200) {
        expect(status).toBe(400);
        expect(messages).toEqual([]);
        return;
      }
      passed += 1;
      expect(messages.map(shape)).toEqual([
        click('101', expect.stringMatching(/^Exten: \+?[0-9*#]{1,32}$/)),
      ]);
    }),
    { numRuns: 300 },
  );
  expect(passed).toBeGreaterThan(30);
}, 60_000);

test('F01 whatever extension a user is given, whatever call is hung up: no other bytes at the PBX', async () => {
  const patch = (extension: string) =>
    server.ask('PATCH', `/api/users/${veraId}`, { cookie: admin, body: { extension } });
  await fc.assert(
    fc.asyncProperty(
      hostile.filter((text) => !/^\d{1,16}$/.test(text)),
      async (text) => {
        const extension = await reached(() => patch(text));
        expect(extension).toEqual({ status: 400, messages: [] });
        const id = encodeURIComponent(text);
        const hangup = await reached(() =>
          server.ask('POST', `/api/calls/${id}/hangup`, { cookie: vera, body: {} }),
        );
        expect(hangup.messages).toEqual([]);
        expect(hangup.status).toBeGreaterThanOrEqual(400);
        expect(hangup.status).toBeLessThan(500);
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

test('F01 technology, context and application never come from a request', async () => {
  const extra = { channel: 'Local/1@x', context: 'from-trunk', application: 'System', data: 'id' };
  const { status, messages } = await reached(() =>
    server.ask('POST', '/api/calls', { cookie: vera, body: { number: '102', ...extra } }),
  );
  if (status === 200) expect(messages.map(shape)).toEqual([click('101', 'Exten: 102')]);
  else expect(messages).toEqual([]);
});
