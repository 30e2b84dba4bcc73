import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createRecordsStage,
  RECORDS_COLUMNS,
  type RecordsRow,
  type RecordsStage,
} from '../../../fixtures/records-stage.ts';
import { aCall, aChange, ended } from '../../../fixtures/temp-log.ts';
import { createBackfill } from './backfill.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

let stage: RecordsStage;

beforeEach(() => {
  stage = createRecordsStage(NOON);
});
afterEach(() => stage.close());

describe('rows of one call where there is no linkedid', () => {
  /** A queue's Local channel has a row of its own, which ends a second after the caller's, or earlier. */
  function queued(began: number, { agentSeconds = 61 } = {}): string {
    const [caller, agent] = ['PJSIP/pstn-000000aa', 'Local/102@members-00000001'];
    const call = stage.write(began, { channel: caller, dstchannel: `${agent};1`, seconds: 60 });
    stage.write(began, {
      channel: `${agent};2`,
      dstchannel: 'PJSIP/102-000000ab',
      seconds: agentSeconds,
    });
    return call;
  }

  test.each([
    ['at each look', 10, false],
    ['at a start', 120, true],
  ])(
    'R1 a call of which %s only the younger rows come again is not taken for another',
    async (_, overlap, anew) => {
      let backfill = createBackfill(stage.parts());
      await backfill.look();
      const began = NOON - 150 * MINUTE;
      const call = queued(began);
      const [startedAt, endedAt] = [began, began + 61_000].map((at) => new Date(at).toISOString());
      const seen = aCall({ id: call, linkedIds: [call.slice(7)], startedAt: startedAt ?? '' });
      stage.temp.log.append(aChange(ended(seen, { endedAt: endedAt ?? '' })));
      await stage.clock.advance(1);
      await backfill.look();
      // what is read again begins between the ends of its two rows
      const other = stage.write(began + 60_000 + overlap * MINUTE - 5_000);
      await backfill.look();
      if (anew) backfill = createBackfill(stage.parts());
      const entries = stage.temp.log.lastN();
      await backfill.look();
      expect([await stage.ids(), stage.temp.log.lastN()]).toEqual([[call, other].sort(), entries]);
    },
  );

  test.each([4, 5, 6, 7])(
    'R1 a page of %i that ends between the rows of a call does not tear it',
    async (limit) => {
      await createBackfill(stage.parts()).look();
      const calls: string[] = [];
      for (let minute = 60; minute > 40; minute -= 2) calls.push(queued(NOON - minute * MINUTE));
      await createBackfill(stage.parts(limit)).look();
      expect(await stage.ids()).toEqual(calls.sort());
      // nor when the agent's row ends before the caller's
      stage.forgetRows();
      for (let minute = 40; minute > 20; minute -= 2)
        calls.push(queued(NOON - minute * MINUTE, { agentSeconds: 58 }));
      await createBackfill(stage.parts(limit)).look();
      expect(await stage.ids()).toEqual(calls.sort());
    },
  );

  test.each([
    ['by their sequence', { sequence: 'int' }],
    ['else by who was dialled', {}],
  ])('R1 rows of one second are in the order in which they were written: %s', async (_, more) => {
    stage.makeTable({ ...RECORDS_COLUMNS, ...more });
    await createBackfill(stage.parts()).look();
    const began = NOON - 5 * MINUTE;
    const turn = (n: number): RecordsRow => ('sequence' in more ? { sequence: n } : {});
    const refused = {
      duration: 0,
      billsec: 0,
      disposition: 'NO ANSWER',
      uniqueid: `${began / 1_000}.1`,
      channel: 'PJSIP/pstn-0000000f',
    };
    stage.write(began, { ...refused, lastapp: 'Hangup', lastdata: '', dstchannel: '', ...turn(9) });
    stage.write(began, { ...refused, ...turn(7) });
    await createBackfill(stage.parts()).look();
    expect((await stage.all()).map(({ record }) => record.disposition)).toEqual(['busy']);
  });

  test('R2 a call that the log holds open at the start is filled in when it is closed, however long ago it ended', async () => {
    await createBackfill(stage.parts()).look();
    const began = NOON - 90 * MINUTE;
    const id = stage.write(began, { seconds: 120 });
    stage.write(NOON - MINUTE);
    stage.temp.log.append(
      aChange(aCall({ id, linkedIds: [], startedAt: new Date(began).toISOString() })),
    );
    await stage.clock.advance(1);
    const backfill = createBackfill(stage.parts());
    await backfill.look();
    stage.temp.log.closeMissing('office', new Set(), { at: stage.clock.now() });
    await stage.clock.advance(1);
    await backfill.look();
    expect((await stage.temp.log.get(id))?.record).toMatchObject({
      reason: 'end-from-cdr',
      endedAt: new Date(began + 121_000).toISOString(),
    });
  });

  test('R2 rows without the first of a call say nothing of its direction', async () => {
    await createBackfill(stage.parts()).look();
    const began = NOON - 30 * MINUTE;
    const group = `${began / 1_000}.77`;
    const seen = ended(
      aCall({
        id: `office-${group}`,
        linkedIds: [group],
        startedAt: new Date(began).toISOString(),
        answeredAt: new Date(began + 5_000).toISOString(),
      }),
      { endedAt: new Date(began + 20 * MINUTE).toISOString() },
    );
    stage.temp.log.append(aChange(seen, { complete: false }));
    await stage.clock.advance(1);
    for (const minutes of [2, 3]) stage.write(NOON - minutes * MINUTE);
    // the part after a transfer, told by the channel of the colleague
    stage.write(began + 15.6 * MINUTE, {
      uniqueid: group,
      src: '102',
      dst: '103',
      seconds: 300,
      channel: 'PJSIP/102-000000cc',
      dstchannel: 'PJSIP/103-000000cd',
    });
    await createBackfill(stage.parts()).look();
    expect((await stage.temp.log.get(`office-${group}`))?.record).toEqual(seen);
  });
});
