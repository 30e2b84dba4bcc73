import { createPhoneIndex } from '@perezvon/crm-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import { createIdentify } from '../identify/identify.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createContactSaved } from './contact-saved.ts';

let temp: TempLog;
beforeEach(() => {
  temp = createTempLog();
});
afterEach(() => temp.remove());

test('I6 a contact made for an unknown number becomes the caller of its calls, going on or long over', async () => {
  const { log, handle } = temp;
  const index = createPhoneIndex(handle);
  const identify = createIdentify({
    crm: { findByNumber: (e164) => index.find(e164) },
    choiceFor: log.choiceFor,
    clock: systemClock,
    log: silentLog,
  });
  const saved = createContactSaved({ callLog: log, identify, clock: systemClock });
  const startedAt = new Date(Date.now() - 60_000).toISOString();
  const open = aCall({ id: 'office-1', startedAt });
  const over = ended(aCall({ id: 'office-2', startedAt: '2026-01-01T10:00:00.000Z' }));
  const other = aCall({ id: 'office-3', startedAt, e164: '+79160000000' });
  const nobody = aCall({ id: 'office-4', startedAt });
  for (const call of [open, over, other, nobody]) {
    log.append(aChange(call, { caller: identify.identify(call, () => {}) }));
  }
  await log.chooseContact('office-4', { kind: 'unknown' }, 1);
  const anna = await temp.addPerson('Анна', '8 (916) 123-45-67');
  await saved(['+79161234567']);
  await until(() => log.waiting() === 0, { what: 'the log to be written' });
  const kinds = async (id: string) => (await log.get(id))?.caller;
  const known = { kind: 'known', contact: anna, chosen: false };
  expect(await kinds('office-1')).toEqual(known);
  expect(await kinds('office-2')).toEqual(known);
  expect(await kinds('office-3')).toEqual({ kind: 'unknown' });
  expect(await kinds('office-4')).toEqual({ kind: 'unknown' });
  // later changes of the call bring it along
  expect(identify.identify(open, () => {})).toEqual(known);
});
