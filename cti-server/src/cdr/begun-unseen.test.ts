import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecordsStage, type RecordsStage } from '../../../fixtures/records-stage.ts';
import { aCall, aChange, ended } from '../../../fixtures/temp-log.ts';
import type { CallRecord } from '../contract/index.ts';
import { createBackfill } from './backfill.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const BEGAN = NOON - 300_000;
const FILE = 'external-101-79161234567-20261123-115500-1.wav';

let stage: RecordsStage;
beforeEach(() => {
  stage = createRecordsStage(NOON);
});
afterEach(() => stage.close());

/** A customer's call of 20 s as the log has it, and the same in the records; gives what becomes of it. */
async function filled(
  facts: Partial<CallRecord>,
  { complete = false, src = '79161234567' }: { complete?: boolean; src?: string } = {},
) {
  await createBackfill(stage.parts()).look();
  const id = stage.write(BEGAN, {
    seconds: 20,
    src,
    did: '74950000003',
    recordingfile: FILE,
    lastapp: 'Queue',
    lastdata: 'sales,t',
    dst: '600',
  });
  const seen = ended(
    aCall({
      id,
      linkedIds: [id.slice(7)],
      externalNumber: '79161234567',
      e164: '+79161234567',
      did: null,
      queue: null,
      recording: null,
      startedAt: iso(0),
      answeredAt: iso(1_000),
      ...facts,
    }),
    { endedAt: iso(20_400), talkMs: 19_400, waitMs: 1_000 },
  );
  stage.temp.log.append(aChange(seen, { complete }));
  await stage.clock.advance(1);
  await createBackfill(stage.parts()).look();
  const entries = stage.temp.log.lastN();
  await createBackfill(stage.parts()).look();
  expect(stage.temp.log.lastN()).toBe(entries);
  return { seen, call: await stage.temp.log.get(id) };
}

const iso = (ms: number) => new Date(BEGAN + ms).toISOString();

test('R2 a call begun unseen gets DID, queue and recording from the records, said to be, once', async () => {
  const { seen, call } = await filled({});
  expect(call?.record).toEqual({
    ...seen,
    did: '74950000003',
    queue: 'sales',
    recording: FILE,
    recordings: [{ n: 1, file: FILE, startedAt: null, endedAt: null }],
    reason: 'completed-from-cdr',
  });
  expect(call?.recordingId).not.toBeNull();
});

test('R2 what was seen of it stays, also where the records say otherwise', async () => {
  const told = { did: '74951111111', queue: 'support', recording: 'seen.wav' };
  const { seen, call } = await filled(told, { src: 'anonymous' });
  expect(call?.record).toEqual(seen);
});

test('R2 why it was not all seen stays said', async () => {
  const { call } = await filled({ reason: 'pbx-restarted' });
  expect(call?.record).toMatchObject({ did: '74950000003', reason: 'pbx-restarted' });
});

test('R2 of a call that was seen whole, and had neither, nothing is filled in', async () => {
  const { seen, call } = await filled({}, { complete: true });
  expect(call?.record).toEqual(seen);
});

test('R2 a talk beside the call, told by records of its own, gives neither its end nor its people', async () => {
  await createBackfill(stage.parts()).look();
  const id = stage.write(BEGAN, { seconds: 120 });
  const asked = stage.write(BEGAN + 20_000, {
    seconds: 10,
    src: '101',
    dst: '102',
    channel: 'PJSIP/101-000000aa',
    dstchannel: 'PJSIP/102-000000ab',
  });
  const ids = [id, asked].map((one) => one.slice('office-'.length));
  const talk = { state: 'talking', answeredAt: iso(1_000), waitMs: 1_000 } as const;
  const open = aCall({
    id,
    linkedIds: ids,
    startedAt: iso(0),
    handledBy: ['101'],
    answeredBy: ['101'],
    externalNumber: '79161234567',
    e164: '+79161234567',
    ...talk,
  });
  stage.temp.log.append(aChange(open));
  stage.temp.log.closeMissing('office', new Set(), { at: NOON, seenAt: BEGAN + 25_000 });
  await stage.clock.advance(1);
  await createBackfill(stage.parts()).look();
  expect((await stage.temp.log.get(id))?.record).toMatchObject({
    reason: 'end-from-cdr',
    handledBy: ['101'],
    answeredBy: ['101'],
    endedAt: iso(121_000),
    talkMs: 120_000,
  });
});

test('R1 a colleague who came into the conference of a call that nobody saw does not stand in its place', async () => {
  await createBackfill(stage.parts()).look();
  const colleague = { dstchannel: 'PJSIP/102-000000ab', lastapp: 'ConfBridge', lastdata: '609' };
  const [customer, uniqueid] = ['PJSIP/pstn-000000aa', `${BEGAN / 1_000}.90`];
  const id = stage.write(BEGAN, { channel: customer, uniqueid, seconds: 3 });
  stage.write(BEGAN + 3_000, { channel: customer, uniqueid, seconds: 5, ...colleague });
  const own = stage.write(BEGAN + 5_000, {
    channel: colleague.dstchannel,
    dstchannel: '',
    src: '102',
    dst: '609',
    seconds: 0,
    lastapp: 'ConfBridge',
    lastdata: '609',
    uniqueid: `${BEGAN / 1_000 + 5}.91`,
  });
  const seen = aCall({
    id: own,
    linkedIds: [own.slice('office-'.length)],
    startedAt: iso(5_000),
    direction: 'internal',
    from: '102',
    dialled: '609',
    handledBy: ['102'],
    did: null,
    externalNumber: null,
    e164: null,
  } as const);
  stage.temp.log.append(aChange(ended(seen, { endedAt: iso(8_000) }), { complete: false }));
  await stage.clock.advance(1);
  await createBackfill(stage.parts()).look();
  expect(await stage.ids()).toEqual([id]);
  expect((await stage.temp.log.get(id))?.record).toMatchObject({
    direction: 'inbound',
    externalNumber: '79161234567',
    handledBy: ['101', '102'],
    reason: 'from-cdr',
  });
  const entries = stage.temp.log.lastN();
  await createBackfill(stage.parts()).look();
  expect(stage.temp.log.lastN()).toBe(entries);
});

test('R2 of a call of which a colleague alone was left when the line came back, one look tells the customer, too', async () => {
  await createBackfill(stage.parts()).look();
  const id = stage.write(BEGAN, { seconds: 5 });
  const alone = aCall({
    id,
    linkedIds: [id.slice('office-'.length)],
    startedAt: iso(2_000),
    direction: 'internal',
    from: '101',
    dialled: '609',
    handledBy: ['101'],
    externalNumber: null,
    e164: null,
    did: null,
    state: 'talking',
    answeredAt: iso(2_000),
  } as const);
  stage.temp.log.append(aChange(alone, { complete: false }));
  stage.temp.log.closeMissing('office', new Set(), { at: NOON, seenAt: BEGAN + 4_000 });
  await stage.clock.advance(1);
  await createBackfill(stage.parts()).look();
  expect((await stage.temp.log.get(id))?.record).toMatchObject({
    direction: 'inbound',
    externalNumber: '79161234567',
    e164: '+79161234567',
    endedAt: iso(6_000),
  });
  const entries = stage.temp.log.lastN();
  await createBackfill(stage.parts()).look();
  expect(stage.temp.log.lastN()).toBe(entries);
});
