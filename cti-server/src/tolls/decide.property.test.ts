import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIRST_RULES, type TollRules } from '../contract/index.ts';
import { type Counts, type Question, whyNot } from './decide.ts';
import { destinationOf } from './destination.ts';
import type { DialPlan } from './dial-plan.ts';

const PLAN: DialPlan = {
  country: 'RU',
  outsidePrefix: '9',
  dialFormat: '{digits}',
  isExtension: (digits) => /^[1-8]\d\d$/.test(digits),
};
const RULES: TollRules = {
  id: 'default',
  ...FIRST_RULES,
  atOnce: 1,
};
const NONE: Counts = { open: 0, minute: 0, waitSeconds: 0, day: 0, firmDay: 0 };
/** Thursday, 26 November 2026, 13:00 in Moscow. */
const NOON = Date.UTC(2026, 10, 26, 10);

const question = (digits: string, changed: Partial<Question> = {}, plan = PLAN): Question => ({
  destination: destinationOf(digits, plan),
  rules: RULES,
  firm: { perDay: 5_000, timeZone: 'Europe/Moscow' },
  stoppedBy: null,
  home: plan.country,
  now: NOON,
  counts: NONE,
  isTransfer: false,
  ...changed,
});
const why = (...args: Parameters<typeof question>) => whyNot(question(...args))?.code ?? null;

describe('F03 without any setting', () => {
  test.each([
    ['979161234567', null],
    ['+79161234567', null],
    ['84951234567', null],
    // inside, and what the PBX does by itself
    ['101', null],
    ['*43', null],
    ['*8101', null],
    // within the town
    ['91234567', null],
    ['9442079460958', 'toll-country'],
    ['9810442079460958', 'toll-country'],
    ['+77011234567', 'toll-country'],
    ['988091234567', 'toll-premium'],
    ['+78031234567', 'toll-premium'],
    ['+979123456789', 'toll-premium'],
    ['+870773111632', 'toll-satellite'],
    ['+881612345678', 'toll-satellite'],
    ['9810881612345678', 'toll-satellite'],
    ['+79541234567', 'toll-satellite'],
    ['9810999999999999', 'toll-unreadable'],
    ['912345678901234', 'toll-unreadable'],
    // a number behind a feature code: calls would be forwarded there
    ['*729810442079460958', 'toll-unreadable'],
    ['*2188031234567#', 'toll-unreadable'],
    ['+80012345678', null],
  ])('%s: %s', (digits, code) => {
    expect(why(digits)).toBe(code);
  });

  test('what the format of a PBX adds is taken off before the number is read', () => {
    const plan = { ...PLAN, outsidePrefix: '', dialFormat: '7700{digits}' };
    expect(why('770079161234567', {}, plan)).toBeNull();
    expect(why('7700442079460958', {}, plan)).toBe('toll-country');
  });
});

describe('F03 rules', () => {
  const by = (rules: Partial<TollRules>, digits: string) =>
    why(digits, { rules: { ...RULES, ...rules } });

  test.each<[Partial<TollRules>, string, string | null]>([
    [{ countries: ['GB'] }, '+442079460958', null],
    [{ home: false }, '+79161234567', 'toll-country'],
    [{ home: false }, '91234567', 'toll-country'],
    [{ home: false, allowed: ['+7495'] }, '+74951234567', null],
    [{ denied: ['+7495'] }, '+74951234567', 'toll-beginning'],
    [{ denied: ['+7495'], allowed: ['+749512'] }, '+74951234567', null],
    [{ denied: ['+749512'], allowed: ['+749512'] }, '+74951234567', 'toll-beginning'],
    [{ allowed: ['+8816'] }, '+881612345678', null],
    [{ allowed: ['+99'] }, '9810999999999999', null],
    [{ unreadable: true }, '912345678901234', null],
  ])('%j, %s: %s', (rules, digits, code) => {
    expect(by(rules, digits)).toBe(code);
  });

  test.each([
    ['2026-11-26T05:59:00Z', 'toll-hours'],
    ['2026-11-26T06:00:00Z', null],
    ['2026-11-26T14:59:00Z', null],
    ['2026-11-26T15:00:00Z', 'toll-hours'],
    // a Saturday
    ['2026-11-28T10:00:00Z', 'toll-hours'],
  ])('working hours of Moscow, at %s: %s', (at, code) => {
    const hours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
    const rules = { ...RULES, hours };
    expect(why('+79161234567', { rules, now: Date.parse(at) })).toBe(code);
  });

  test('hours over midnight belong to the day on which they begin', () => {
    const rules = { ...RULES, hours: { days: [5], from: '22:00', to: '06:00' } };
    const at = (now: string) => why('+79161234567', { rules, now: Date.parse(now) });
    expect(at('2026-11-27T20:00:00Z')).toBeNull();
    expect(at('2026-11-28T02:59:00Z')).toBeNull();
    expect(at('2026-11-28T03:00:00Z')).toBe('toll-hours');
    expect(at('2026-11-28T20:00:00Z')).toBe('toll-hours');
  });

  test.each<[Partial<Counts>, string]>([
    [{ open: 1 }, 'toll-at-once'],
    [{ minute: 6, waitSeconds: 20 }, 'toll-minute'],
    [{ day: 300 }, 'toll-day'],
    [{ firmDay: 5_000 }, 'toll-firm-day'],
  ])('%j: %s', (counts, code) => {
    expect(why('+79161234567', { counts: { ...NONE, ...counts } })).toBe(code);
  });

  test('who passes a call on has their own part of it still', () => {
    const counts = { ...NONE, open: 1 };
    expect(why('+79161234567', { counts, isTransfer: true })).toBeNull();
  });
});

const code = fc.stringMatching(/^\+[1-9][0-9]{0,4}$/);
const anyRules: fc.Arbitrary<TollRules> = fc.record({
  id: fc.constant('x'),
  name: fc.constant(''),
  users: fc.constant([]),
  roles: fc.constant([]),
  home: fc.boolean(),
  unreadable: fc.boolean(),
  countries: fc.subarray(['GB', 'DE', 'US']),
  allowed: fc.array(code, { maxLength: 3 }),
  denied: fc.array(code, { maxLength: 3 }),
  hours: fc.constantFrom(null, { days: [1], from: '01:00', to: '02:00' }),
  atOnce: fc.nat(3),
  perMinute: fc.nat(6),
  perDay: fc.nat(9),
});
const anyCounts: fc.Arbitrary<Counts> = fc.record({
  open: fc.nat(4),
  minute: fc.nat(7),
  waitSeconds: fc.nat(60),
  day: fc.nat(10),
  firmDay: fc.nat(6_000),
});
const anyDigits = fc.oneof(
  fc.stringMatching(/^\+?[0-9*#]{1,32}$/),
  fc.constantFrom('+79161234567', '+881612345678', '98031234567', '+442079460958', '91234567'),
);

describe('F03 whatever the rules and the counts', () => {
  const free = [
    '112',
    '9112',
    '+112',
    '101',
    '9101',
    '102',
    '103',
    '104',
    '911',
    '01',
    '205',
    '*43',
  ];

  test('help and colleagues can always be called, also while all is stopped', () => {
    fc.assert(
      fc.property(fc.constantFrom(...free), anyRules, anyCounts, (digits, rules, counts) => {
        expect(why(digits, { rules, counts, stoppedBy: 'Anna' })).toBeNull();
      }),
    );
  });

  test('while all is stopped, nothing but that', () => {
    fc.assert(
      fc.property(anyDigits, anyRules, (digits, rules) => {
        const { destination } = question(digits);
        const isFree = ['inside', 'emergency'].includes(destination.kind);
        expect(why(digits, { rules, stoppedBy: 'Anna' })).toBe(isFree ? null : 'toll-stopped');
      }),
    );
  });

  test('a dear number is called by an allowed beginning alone, and no limit is exceeded', () => {
    fc.assert(
      fc.property(anyDigits, anyRules, anyCounts, (digits, rules, counts) => {
        const asked = question(digits, { rules, counts });
        const { destination } = asked;
        if (whyNot(asked) !== null || ['inside', 'emergency'].includes(destination.kind)) return;
        expect(counts.open).toBeLessThan(rules.atOnce);
        expect(counts.minute).toBeLessThan(rules.perMinute);
        expect(counts.day).toBeLessThan(rules.perDay);
        expect(counts.firmDay).toBeLessThan(5_000);
        expect(rules.hours).toBeNull();
        if (destination.kind !== 'number') return;
        const { e164, facts } = destination;
        const isAllowed = rules.allowed.some((beginning) => e164.startsWith(beginning));
        if (facts.kind !== 'ordinary') expect(isAllowed).toBe(true);
        const countries = [...rules.countries, ...(rules.home ? ['RU'] : []), null];
        if (!isAllowed) expect(countries).toContain(facts.country);
      }),
      { numRuns: 1_000 },
    );
  });

  test('reading never throws, whatever is dialled', () => {
    fc.assert(
      fc.property(fc.oneof(anyDigits, fc.string({ maxLength: 20 })), (digits) => {
        expect(typeof destinationOf(digits, PLAN).kind).toBe('string');
      }),
    );
  });
});
