import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFakePbx, type FakePbx } from '../../fixtures/fake-connector.ts';
import { createTempLog, type TempLog } from '../../fixtures/temp-log.ts';
import { until } from '../../fixtures/until.ts';
import { systemClock } from './kernel/clock.ts';
import type { PbxConfig } from './kernel/config-pbx.ts';
import { silentLog } from './kernel/log.ts';
import type { SnapshotChannel } from './pbx/event.ts';
import { createUpperRoad } from './upper-road.ts';

let temp: TempLog;

beforeEach(() => {
  temp = createTempLog();
});
afterEach(() => temp.remove());

/** A road of a server that has just started, over the log of before. */
function startRoad(): FakePbx {
  const pbx = createFakePbx();
  const kind = pbx.connectors.get('fake');
  if (!kind) throw new Error('No fake PBX');
  const config = {
    id: 'office',
    name: 'office',
    connector: 'fake',
    country: 'RU',
    outsidePrefix: '9',
    extensions: '[0-9]{3}',
    recordingPath: null,
    labels: new Map(),
  } as unknown as PbxConfig;
  createUpperRoad({
    config,
    kind,
    callLog: temp.log,
    clock: systemClock,
    log: silentLog,
    identify: { identify: () => ({ kind: 'unknown' }), forget() {} },
    captures: { heard() {}, merged() {}, ended() {} },
    onStatus() {},
  } as unknown as Parameters<typeof createUpperRoad>[0]).start();
  return pbx;
}

const trunk = (n: number): SnapshotChannel => ({
  channel: `in${n}`,
  group: `in${n}`,
  name: `PJSIP/pstn-in${n}`,
  party: { kind: 'trunk', name: 'pstn' },
  number: '79161234567',
  isWithheld: false,
  callerName: null,
  // where the dialplan has sent it meanwhile
  dialled: 's',
  state: 'up',
  bridge: null,
  use: 'talk',
  ageMs: 1_000,
  queue: null,
  voicemail: false,
  pair: null,
});

test('C11 after a restart in 700 calls each goes on from what is logged, and the log is not read call by call', async () => {
  const CALLS = 700;
  const before = startRoad();
  for (let n = 0; n < CALLS; n += 1)
    before.ring({ from: '79161234567', extension: '101', channel: `in${n}` });
  await until(() => temp.log.waiting() === 0, { what: 'all on the disk' });
  const find = vi.spyOn(temp.log, 'find');
  const open = vi.spyOn(temp.log, 'open');

  const after = startRoad();
  const channels = Array.from({ length: CALLS }, (_, n) => trunk(n));
  after.say({ kind: 'snapshot', askedAt: Date.now(), channels });
  await until(() => temp.log.waiting() === 0, { what: 'all on the disk' });
  for (const n of [0, 350, CALLS - 1]) {
    expect(temp.log.find(`office-in${n}`)).toMatchObject({
      // the number dialled and who rang are in the log alone
      record: { did: '74950000001', rang: ['101'], endedAt: null },
      complete: false,
    });
  }
  expect(open).not.toHaveBeenCalled();
  // ours
  expect(find).toHaveBeenCalledTimes(3);
});

test('C11, L2 what has ended in the log is over: a channel that is left of it begins nothing anew', async () => {
  const before = startRoad();
  before.ring({ from: '79161234567', extension: '101' });
  before.hangUp('in1');
  await until(() => temp.log.waiting() === 0, { what: 'all on the disk' });
  expect(temp.log.find('office-in1')).toMatchObject({ record: { state: 'ended' } });

  const after = startRoad();
  after.say({ kind: 'snapshot', askedAt: Date.now(), channels: [trunk(1)] });
  await until(() => temp.log.waiting() === 0, { what: 'all on the disk' });
  expect(temp.log.find('office-in1')).toMatchObject({
    record: { rang: ['101'], did: '74950000001', state: 'ended' },
  });
});
