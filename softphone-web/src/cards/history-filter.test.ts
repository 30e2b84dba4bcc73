import { expect, test } from 'vitest';
import { type CallFilter, EVERY_CALL } from './call-list.ts';
import { addressOf, filterIn, queryOf } from './history-filter.ts';

test('an address is the filter, and back', () => {
  const filter: CallFilter = {
    ...EVERY_CALL,
    text: 'Анна +7',
    direction: 'inbound',
    result: 'missed',
    operator: 'u1',
    queue: 'sales & more',
    outcome: 'sale',
    talkFrom: 60,
    note: 'счёт',
    from: '2026-11-01',
    to: '2026-11-26',
  };
  expect(filterIn(addressOf(filter))).toEqual(filter);
  expect(addressOf(EVERY_CALL)).toBe('');
});

test('what stands in an address and is no filter counts as all', () => {
  const address = 'direction=up&result=x&talkFrom=-1&talkTo=1e9&from=yesterday&contactId=c&foo=1';
  expect(filterIn(address)).toEqual(EVERY_CALL);
});

test('days are those of the reader, the last one whole', () => {
  const { from, to } = queryOf({ ...EVERY_CALL, from: '2026-11-25', to: '2026-11-25' });
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(86_400_000);
  expect(new Date(from ?? '').getHours()).toBe(0);
  expect(queryOf(EVERY_CALL)).toMatchObject({ from: null, to: null });
});
