import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRecordsStage, type RecordsStage } from '../../../fixtures/records-stage.ts';
import { aCall, aChange, ended } from '../../../fixtures/temp-log.ts';
import { createBackfill } from './backfill.ts';
import { reconcile } from './reconcile.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;
const DAY = { day: '2026-11-23', from: Date.UTC(2026, 10, 23), to: Date.UTC(2026, 10, 24) };

let stage: RecordsStage;
beforeEach(async () => {
  stage = createRecordsStage(NOON);
  await createBackfill(stage.parts()).look();
});
afterEach(() => stage.close());

/** A call that was seen from its beginning: of 5 s, by our clock. */
async function seen(id: string, began: number, changed: Parameters<typeof aCall>[0] = {}) {
  const [startedAt, answeredAt, endedAt] = [0, 1_000, 5_000].map((ms) =>
    new Date(began + ms).toISOString(),
  ) as [string, string, string];
  const call = aCall({
    id,
    linkedIds: [id.split('-').slice(1).join('-').split('~')[0] ?? ''],
    startedAt,
    ...changed,
  });
  stage.temp.log.append(
    aChange(ended(call, { answeredAt, endedAt, handledBy: ['101'], answeredBy: ['101'] })),
  );
  await stage.clock.advance(1);
}

const look = () => createBackfill(stage.parts()).look();
const compare = () => reconcile(DAY, stage.parts());
const whole = { missing: 0, extra: 0, different: 0 };

describe('L2 R1 a PBX uses ids again', () => {
  test('each call is filled in, once; later looks change nothing', async () => {
    const began = [NOON - 90 * MINUTE, NOON - 90 * MINUTE + 18_000, NOON - 20 * MINUTE];
    const ids = began.map((at) => stage.write(at, { uniqueid: 'crm-101' }));
    await look();
    const first = await stage.all();
    expect(first.map(({ record }) => Date.parse(record.startedAt)).reverse()).toEqual(began);
    expect(first.map(({ record }) => record.id.split('~')[0])).toEqual(ids);
    expect(new Set(first.map(({ record }) => record.id)).size).toBe(3);
    const entries = stage.temp.log.lastN();
    await createBackfill(stage.parts()).look();
    expect(await compare()).toMatchObject({ calls: 3, ...whole });
    expect(stage.temp.log.lastN()).toBe(entries);
  });

  test('a channel’s own second comes again when the clock was set back: one was seen, the other is missing', async () => {
    const began = NOON - 90 * MINUTE;
    const id = stage.write(began);
    await seen(id, began + 200);
    stage.write(began + 18_000, { uniqueid: id.slice('office-'.length), src: '79162222222' });
    await look();
    const calls = await stage.all();
    expect(calls.map(({ record }) => [record.id, record.externalNumber, record.reason])).toEqual([
      [expect.stringMatching(`^${id}~`), '79162222222', 'from-cdr'],
      [id, '79161234567', null],
    ]);
    expect(await compare()).toMatchObject({ calls: 2, ...whole });
  });

  test('two PBXs use the same', async () => {
    const began = NOON - 30 * MINUTE;
    const id = stage.write(began);
    const group = id.slice('office-'.length);
    stage.temp.log.append(
      aChange(ended(aCall({ id: `branch-${group}`, linkedIds: [group] })), { pbx: 'branch' }),
    );
    await look();
    expect(await stage.ids()).toEqual([`branch-${group}`, id]);
  });
});

describe.each([
  ['90 s ahead', 90_000],
  ['90 s behind', -90_000],
  ['three hours ahead', 3 * 3_600_000],
])('A12 R3 the clock of the PBX is %s', (_, off) => {
  test('calls are the same as in the log; what is missing gets our time; what differs is still seen', async () => {
    const began = [8, 9, 10].map((hour) => Date.UTC(2026, 10, 23, hour, 30));
    for (const at of began) await seen(stage.write(at + off), at + 150);
    expect(await compare()).toMatchObject({ calls: 3, ...whole });

    const missed = Date.UTC(2026, 10, 23, 9, 40);
    stage.write(missed + off);
    await look();
    const [call] = (await stage.all()).filter(({ record }) => record.reason === 'from-cdr');
    expect(call?.record.startedAt).toBe(new Date(missed).toISOString());
    expect(await compare()).toMatchObject({ calls: 4, ...whole });

    const longer = Date.UTC(2026, 10, 23, 9, 50);
    await seen(stage.write(longer + off, { seconds: 65 }), longer + 150);
    const { findings } = await compare();
    expect(findings.map(({ differences }) => differences.map(({ field }) => field))).toEqual([
      ['endedAt'],
    ]);
  });
});

test('R3 a call of the first moment of a day is not extra where the PBX has it in the day before', async () => {
  const midnight = DAY.from;
  await seen(stage.write(midnight - 1_000), midnight + 20);
  expect(await compare()).toMatchObject({ calls: 0, ...whole });
});
