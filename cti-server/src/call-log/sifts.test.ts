import { afterAll, beforeAll, expect, test } from 'vitest';
import { plansOf } from '../../../fixtures/sample-people/query-plans.ts';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallFilter } from './call-filter.ts';
import { createCallList } from './list-store.ts';
import { hasWords } from './sifts.ts';

const START = Date.UTC(2026, 10, 23, 10);
const CALLS = 3_000;

let temp: TempLog;

/** More calls than a step looks through, the oldest of them alone with a long talk. */
beforeAll(async () => {
  temp = createTempLog();
  for (let i = 0; i < CALLS; i += 1) {
    const startedAt = new Date(START + i * 1_000).toISOString();
    const talkMs = i === 0 ? 3_600_000 : 1_000;
    temp.log.append(aChange({ id: `office-${i}`, startedAt, talkMs, queue: 'sales' }));
  }
  await until(() => temp.log.waiting() === 0, { what: 'the calls to be written' });
});
afterAll(() => temp.remove());

test('words of a note, in any order and case, whatever ё; all of them', () => {
  expect(hasWords('Просил счёт, перезвонить', 'ПЕРЕЗВОНИТЬ счет')).toBe(true);
  expect(hasWords('Просил счёт', 'счёт завтра')).toBe(false);
});

test('a step looks through a bounded number of calls, and the next goes on behind them', async () => {
  const list = createCallList(temp.handle);
  const filter: CallFilter = { talkFrom: 60_000, endpoints: null };
  const found: string[] = [];
  let cursor: string | undefined;
  let steps = 0;
  do {
    const page = list.page(filter, { limit: 50, cursor });
    found.push(...page.items.map(({ record }) => record.id));
    cursor = page.next ?? undefined;
    steps += 1;
  } while (cursor !== undefined);
  expect(found).toEqual(['office-0']);
  expect(steps).toBe(CALLS / 250 + 1);
  // what asks by pages has it at once
  const { items, next } = await temp.log.list(filter, { limit: 50 });
  expect({ found: items.map(({ record }) => record.id), next }).toEqual({
    found: ['office-0'],
    next: null,
  });
});

const OWN = [{ pbx: 'office', extension: '101' }];
const sifting = { talkFrom: 1, talkTo: 9_000, note: 'x' };

test.each<[string, CallFilter, RegExp]>([
  ['all', { ...sifting, endpoints: null }, /INDEX calls_started/],
  ['own', { ...sifting, endpoints: OWN }, /INDEX call_extensions_started/],
  ['own of a queue', { queue: 'sales', endpoints: OWN }, /INDEX call_extensions_started/],
  ['missed', { ...sifting, direction: 'inbound', endpoints: null }, /INDEX calls_result_started/],
  ['a number', { ...sifting, e164: '+79161234567', endpoints: null }, /INDEX calls_e164_started/],
  ['a contact', { note: 'x', contactIds: ['a'], endpoints: null }, /INDEX calls_contact_started/],
  ['a queue', { queue: 'sales', endpoints: null }, /INDEX call_queues_started/],
  ['a queue’s results', { queue: 'sales', dispositions: ['busy'], endpoints: null }, /call_queues/],
])('an index leads, and no table is read whole: %s', (_, filter, index) => {
  const list = createCallList(temp.handle);
  const plans = plansOf(temp.handle, () => list.page(filter, { limit: 50 }));
  const steps = plans.flatMap((plan) => plan.steps);
  expect(steps.join('\n')).toMatch(index);
  // a temporary list of what was looked through; an index in its order, which stops
  const whole = /^SCAN (?!json_each|\(|(?:c|calls) USING (?:COVERING )?INDEX calls_started)/;
  expect(steps.filter((step) => whole.test(step))).toEqual([]);
});
