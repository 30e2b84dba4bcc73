import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReplayedPbx, startReplayedPbx } from '../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import type { CallRecord } from '../contract/index.ts';
import { silentLog } from '../kernel/log.ts';
import { createAsteriskConnector } from '../pbx/asterisk-ami/index.ts';
import type { CommandResult, PbxConnector } from '../pbx/connector.ts';
import { createCallTracker } from './tracker.ts';

const RUNS = Number(process.env.CHAOS_RUNS ?? 1_000);

/** What becomes of one click-to-call. */
interface Fate {
  /** The PBX says yes or no, says so too late, says nothing, or the line is cut first. */
  readonly answer: 'yes' | 'no' | 'late' | 'never' | 'cut';
  /** Whether the PBX carries it out, where it does not say no. */
  readonly done: boolean;
}

let pbx: ReplayedPbx;
let clock: TestClock;
let connector: PbxConnector;
let isUp = false;
const calls = new Map<string, CallRecord>();

beforeAll(async () => {
  pbx = await startReplayedPbx();
  pbx.behaviour.ignore = new Set(['originate']);
  clock = createTestClock();
  const tracker = createCallTracker({
    pbx: 'main',
    numbering: { outsidePrefix: '', isExtension: (one) => /^\d{3}$/.test(one), toE164: () => null },
  });
  connector = createAsteriskConnector(
    { id: 'main', extensions: '[0-9]{3}' },
    {
      host: '127.0.0.1',
      port: pbx.port,
      user: 'perezvon',
      secret: 'change-me-perezvon',
      clickToCallContext: 'c',
      technology: 'PJSIP',
    },
    { clock, log: silentLog },
  );
  connector.start({
    event(event) {
      for (const { call } of tracker.apply(event)) calls.set(call.id, call);
    },
    status: ({ state }) => (isUp = state === 'up'),
    presence() {},
    gap() {},
  });
  await passUntil(() => isUp);
});
afterAll(async () => {
  await connector.stop();
  await pbx.stop();
});

/** Turns of the loop, so that bytes flow, and a little of the clock's time in each. */
async function passUntil(check: () => boolean, ms = 0): Promise<void> {
  for (let turn = 0; !check(); turn += 1) {
    if (turn > 20_000) throw new Error('Waited in vain');
    await clock.advance(ms);
  }
}

const channelOf = (id: string) =>
  `Channel: PJSIP/101-${id}\r\nChannelStateDesc: Ringing\r\nUniqueid: ${id}\r\nLinkedid: ${id}\r\nExten: 102`;

let serial = 0;

async function play(fates: readonly Fate[], order: readonly number[]): Promise<void> {
  const mark = pbx.received().length;
  const sent = (): Map<string, string[]> => {
    const own = pbx
      .received()
      .slice(mark)
      .split('\r\n\r\n')
      .filter((text) => text.startsWith('Action: originate'));
    return Map.groupBy(own, (text) => /^Channelid: (.*)$/m.exec(text)?.[1] ?? '');
  };
  const dials = fates.map((fate) => {
    serial += 1;
    const channelId = `d${serial}`;
    const began = clock.now();
    let took = 0;
    const result = connector
      .dial({ from: '101', to: '102', callerId: '102', channelId })
      .finally(() => (took = clock.now() - began));
    return { fate, channelId, result, took: () => took };
  });
  await passUntil(() => sent().size === fates.length);
  const respond = ({ fate, channelId }: (typeof dials)[number]) => {
    const action = /^ActionID: (.*)$/m.exec(sent().get(channelId)?.[0] ?? '')?.[1];
    const word = fate.answer === 'no' ? 'Error\r\nMessage: Extension does not exist.' : 'Success';
    pbx.send(`Response: ${word}\r\nActionID: ${action}\r\n\r\n`);
  };
  const inTime = order
    .map((index) => dials[index % dials.length])
    .filter((one) => one !== undefined);
  const said = new Set<string>();
  for (const one of inTime) {
    if (!['yes', 'no'].includes(one.fate.answer) || said.has(one.channelId)) continue;
    said.add(one.channelId);
    respond(one);
  }
  for (const one of dials) {
    if (['yes', 'no'].includes(one.fate.answer) && !said.has(one.channelId)) respond(one);
  }
  const answered = dials.filter(({ fate }) => ['yes', 'no'].includes(fate.answer));
  await settle(answered.map(({ result }) => result));
  const done = dials.filter(({ fate }) => fate.done && fate.answer !== 'no');
  pbx.behaviour.channels = done.map(
    ({ channelId }) => `${channelOf(channelId)}\r\nDuration: 00:00:01`,
  );
  if (fates.some(({ answer }) => answer === 'cut')) {
    pbx.cut();
    await passUntil(() => !isUp);
  }
  await settle(
    dials.map(({ result }) => result),
    100,
  );
  for (const one of dials) if (one.fate.answer === 'late') respond(one);
  await passUntil(() => isUp, 50);
  for (const { channelId } of done) {
    pbx.send(`Event: Newchannel\r\nChannelState: 0\r\n${channelOf(channelId)}\r\n\r\n`);
    pbx.send(
      `Event: DialBegin\r\nDestUniqueid: ${channelId}\r\nDestLinkedid: ${channelId}\r\n\r\n`,
    );
  }
  for (const { channelId } of done)
    pbx.send(`Event: Hangup\r\nCause: 17\r\n${channelOf(channelId)}\r\n\r\n`);
  pbx.behaviour.channels = [];
  await passUntil(() =>
    done.every(({ channelId }) => calls.get(`main-${channelId}`)?.state === 'ended'),
  );

  const EXPECTED = {
    yes: 'accepted',
    no: 'refused',
    late: 'unknown',
    never: 'unknown',
    cut: 'unknown',
  };
  for (const { fate, channelId, result, took } of dials) {
    expect(sent().get(channelId), fate.answer).toHaveLength(1);
    expect((await result).result).toBe(EXPECTED[fate.answer]);
    expect(took()).toBeLessThanOrEqual(10_000);
    // what became of it is told by its channel, under the id that was asked for
    expect(calls.has(`main-${channelId}`)).toBe(fate.done && fate.answer !== 'no');
  }
}

async function settle(results: Promise<CommandResult>[], ms = 0): Promise<void> {
  let open = results.length;
  for (const one of results) void one.then(() => (open -= 1));
  await passUntil(() => open === 0, ms);
}

test(`B11 ${RUNS} runs of click-to-calls whose answer is late, lost, out of order or cut off: none is sent twice, what is unknown is said to be, and its channel tells the truth`, async () => {
  const fate: fc.Arbitrary<Fate> = fc.record({
    answer: fc.constantFrom('yes', 'no', 'late', 'never', 'cut'),
    done: fc.boolean(),
  });
  const fates = fc.array(fate, { minLength: 1, maxLength: 4 });
  const order = fc.array(fc.nat(3), { maxLength: 6 });
  await fc.assert(fc.asyncProperty(fates, order, play), { numRuns: RUNS });
  expect(pbx.connections().open).toBe(1);
}, 120_000);
