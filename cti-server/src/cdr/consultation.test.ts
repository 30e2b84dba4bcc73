import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecordsStage, type RecordsStage } from '../../../fixtures/records-stage.ts';
import { aCall, aChange, ended } from '../../../fixtures/temp-log.ts';
import { createBackfill } from './backfill.ts';
import { reconcile } from './reconcile.ts';

const NOON = Date.UTC(2026, 10, 26, 12);
const BEGAN = NOON - 300_000;

let stage: RecordsStage;
beforeEach(async () => {
  stage = createRecordsStage(NOON);
  await createBackfill(stage.parts()).look();
});
afterEach(() => stage.close());

const iso = (ms: number) => new Date(BEGAN + ms).toISOString();
const look = () => createBackfill(stage.parts()).look();

/** 101 asks 102 for so many seconds, so many after the customer's call began. */
const asks = (after = 10, { seconds = 8, asker = '101' } = {}) =>
  stage.write(BEGAN + after * 1_000, {
    seconds,
    src: asker,
    dst: '102',
    lastdata: 'PJSIP/102,20,tk',
    channel: `PJSIP/${asker}-000000c1`,
    dstchannel: 'PJSIP/102-000000c2',
  });

async function theOnly(call: string) {
  expect(await stage.ids()).toEqual([call]);
  const [only] = await stage.all();
  return only?.record;
}

test.each([
  ['that a customer called', {}],
  [
    'that called a customer',
    {
      src: '101',
      dst: '979161112233',
      channel: 'PJSIP/101-000000a1',
      dstchannel: 'PJSIP/pstn-000000a2',
      lastdata: 'PJSIP/979161112233@pstn',
    },
  ],
])(
  'R2 C15 a talk that a phone %s placed meanwhile is a consultation of that call, once',
  async (_, row) => {
    const call = stage.write(BEGAN, { seconds: 60, ...row });
    asks();
    await look();
    expect(await theOnly(call)).toMatchObject({
      consultations: [
        {
          from: '101',
          to: '102',
          startedAt: iso(10_000),
          answeredAt: iso(12_000),
          endedAt: iso(19_000),
        },
      ],
      answeredBy: expect.not.arrayContaining(['102']),
    });
    const entries = stage.temp.log.lastN();
    await look();
    expect(stage.temp.log.lastN()).toBe(entries);
  },
);

test('R2 C15 so is one beside a call of which not all was seen, and the day agrees with the records', async () => {
  const id = stage.write(BEGAN, { seconds: 60 });
  const leg = {
    party: '101',
    kind: 'extension' as const,
    rangAt: iso(0),
    answeredAt: iso(1_000),
    endedAt: iso(60_000),
    result: 'answered' as const,
    cause: 16,
  };
  const number = { externalNumber: '79161234567', e164: '+79161234567' };
  const seen = aCall({
    id,
    linkedIds: [id.slice(7)],
    ...number,
    legs: [leg],
    did: '74950000003',
    startedAt: iso(0),
    answeredAt: iso(1_000),
    answeredBy: ['101'],
    handledBy: ['101'],
  });
  stage.temp.log.append(
    aChange(ended(seen, { endedAt: iso(60_000), legs: [leg] }), { complete: false }),
  );
  await stage.clock.advance(1);
  asks();
  const day = { day: '2026-11-26', from: NOON - 600_000, to: NOON };
  expect(await reconcile(day, stage.parts())).toMatchObject({
    calls: 1,
    missing: 0,
    extra: 0,
    different: 0,
  });
  expect((await theOnly(id))?.consultations).toHaveLength(1);
});

test.each([
  ['after the customer had been passed on', { after: 30, asker: '101' }],
  ['by who has no customer', { after: 10, asker: '103' }],
  ['that goes on when the customer has gone', { after: 15, seconds: 60 }],
])('R2 a talk %s is a call of its own', async (_, { after, ...talk }) => {
  const call = stage.write(BEGAN, { seconds: 20 });
  // 104 takes the customer over
  stage.write(BEGAN + 20_000, {
    seconds: 40,
    uniqueid: call.slice(7),
    dst: '104',
    lastdata: 'PJSIP/104,20,tk',
    dstchannel: 'PJSIP/104-000000d1',
  });
  const talked = asks(after, talk);
  await look();
  expect(await stage.ids()).toEqual([call, talked].sort());
});
