import { afterEach, beforeEach, expect, test } from 'vitest';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';

let temp: TempLog;
beforeEach(() => {
  temp = createTempLog();
});
afterEach(() => temp.remove());

const written = () => until(() => temp.log.waiting() === 0, { what: 'the log to be written' });

test('C11 what is to be known after a restart is there as long as something of the call lives', async () => {
  temp.log.append(aChange({ id: 'office-1' }, { memory: 'rings' }));
  temp.log.append(aChange({ id: 'branch-1' }, { pbx: 'branch', memory: 'elsewhere' }));
  await written();
  expect(temp.log.memories('office')).toEqual(['rings']);

  const entries = temp.log.lastN();
  temp.log.remember({ at: 1, pbx: 'office', callId: 'office-1', memory: 'is being hung up' });
  await written();
  expect([temp.log.memories('office'), temp.log.lastN()]).toEqual([['is being hung up'], entries]);

  // the customer is gone, our phones are not yet
  temp.log.append(aChange(ended(aCall({ id: 'office-1' })), { memory: 'left' }));
  await written();
  expect(temp.log.memories('office')).toEqual(['left']);

  // an operator's note changes nothing of it
  await temp.log.setNote('office-1', { note: 'calls again' }, 1);
  expect(temp.log.memories('office')).toEqual(['left']);

  temp.log.append(aChange(ended(aCall({ id: 'office-1' })), { memory: null }));
  await written();
  expect(temp.log.memories('office')).toEqual([]);
});

test('C11 L2 nothing is remembered of a call that turned out to be part of another', async () => {
  temp.log.append(aChange({ id: 'office-1' }, { memory: 'one' }));
  temp.log.append(aChange({ id: 'office-2' }, { memory: 'other' }));
  temp.log.append(aChange({ id: 'office-1' }, { memory: 'both', merged: ['office-2'] }));
  await written();
  expect(temp.log.memories('office')).toEqual(['both']);
});

test('L2 a call that has ended does not go on, nor is one of two PBXs: its row is not touched', async () => {
  const over = ended(aCall({ id: 'office-1' }));
  temp.log.append(aChange(over));
  temp.log.append(aChange({ id: 'office-1', startedAt: '2026-11-23T11:00:00.000Z' }));
  temp.log.append(aChange({ id: 'office-2' }));
  temp.log.append(aChange({ id: 'office-2', queue: 'sales' }, { pbx: 'office-2' }));
  await written();
  expect((await temp.log.get('office-1'))?.record).toEqual(over);
  expect(await temp.log.get('office-2')).toMatchObject({ pbx: 'office', record: { queue: null } });
  expect(temp.log.endOf('office-1')).toBe(Date.parse(over.endedAt ?? ''));
  expect([temp.log.endOf('office-2'), temp.log.endOf('office-3')]).toEqual([null, null]);
});
