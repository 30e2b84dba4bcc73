import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aCall } from '../../../fixtures/temp-log.ts';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import type { Caller, ContactBrief } from '../contract/index.ts';
import { silentLog } from '../kernel/log.ts';
import { callerAmong } from './caller.ts';
import { createIdentify } from './identify.ts';

const person = (id: string): ContactBrief => ({
  id,
  kind: 'person',
  name: id,
  companyName: null,
  role: '',
});
const anna = person('anna');
const oleg = person('oleg');

/** An identification over a CRM that answers what `find` gives, and what it tells later. */
function setUp(
  find: (e164: string) => ContactBrief[] | Promise<ContactBrief[]>,
  choices: Record<string, string> = {},
) {
  const clock = createTestClock();
  const asked: string[] = [];
  const later: Caller[] = [];
  const identify = createIdentify({
    crm: {
      findByNumber(e164) {
        asked.push(e164);
        return find(e164);
      },
    },
    choiceFor: (e164) => choices[e164] ?? null,
    clock,
    log: silentLog,
  });
  return {
    clock,
    asked,
    later,
    identify,
    ask: (call = aCall()) => identify.identify(call, (caller) => later.push(caller)),
  };
}

describe('without asking the CRM', () => {
  test.each([
    ['I1 internal', aCall({ direction: 'internal', externalNumber: null, e164: null }), 'internal'],
    ['I1 withheld', aCall({ externalNumber: null, e164: null }), 'withheld'],
    ['I4 no number of any country', aCall({ externalNumber: '+=cmd', e164: null }), 'unknown'],
  ])('%s', (_, call, kind) => {
    const { ask, asked } = setUp(() => [anna]);
    expect(ask(call)).toEqual({ kind });
    expect(asked).toEqual([]);
  });
});

describe('by the number', () => {
  test('I2 one contact: known, and nobody chose', () => {
    expect(setUp(() => [anna]).ask()).toEqual({ kind: 'known', contact: anna, chosen: false });
  });

  test('I3 several: all are shown', () => {
    expect(setUp(() => [anna, oleg]).ask()).toEqual({ kind: 'ambiguous', contacts: [anna, oleg] });
  });

  test('I3 the one chosen before for this number is the caller, said to be chosen', () => {
    const { ask } = setUp(() => [anna, oleg], { '+79161234567': 'oleg' });
    expect(ask()).toEqual({ kind: 'known', contact: oleg, chosen: true });
  });

  test('I3 a choice who no longer has the number is no choice', () => {
    const { ask } = setUp(() => [anna, oleg], { '+79161234567': 'ivan' });
    expect(ask()).toEqual({ kind: 'ambiguous', contacts: [anna, oleg] });
  });

  test('I4 none: unknown', () => {
    expect(setUp(() => []).ask()).toEqual({ kind: 'unknown' });
  });

  test('I2 I3 I4 whoever has the number, nobody else is named and nobody is left out', () => {
    const people = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'), { maxLength: 4 });
    fc.assert(
      fc.property(people, fc.option(fc.constantFrom('a', 'b', 'x')), (ids, chosenId) => {
        const caller = callerAmong(ids.map(person), chosenId);
        const named =
          caller.kind === 'known'
            ? [caller.contact.id]
            : caller.kind === 'ambiguous'
              ? caller.contacts.map(({ id }) => id)
              : [];
        const hasChosen = ids.length > 1 && chosenId !== null && ids.includes(chosenId);
        expect(named).toEqual(hasChosen ? [chosenId] : ids);
        expect(caller.kind === 'known' && caller.chosen).toBe(hasChosen);
      }),
    );
  });
});

describe('I5 one look-up per call and number', () => {
  test('I5 later changes of a call do not ask again; another number does', () => {
    const { ask, asked, identify } = setUp(() => [anna]);
    ask(aCall());
    ask(aCall({ state: 'talking' }));
    ask(aCall({ e164: '+79160000000', externalNumber: '79160000000' }));
    expect(asked).toEqual(['+79161234567', '+79160000000']);
    identify.forget('office-1');
    ask(aCall({ e164: '+79160000000', externalNumber: '79160000000' }));
    expect(asked).toHaveLength(3);
  });

  test('I5 nothing is remembered of a call that ended, however it became known', async () => {
    const { ask, asked, later, clock } = setUp(async () => [anna]);
    for (let i = 0; i < 3; i += 1) ask(aCall({ id: 'office-cdr', state: 'ended' }));
    expect(asked).toHaveLength(3);
    await clock.advance(1);
    expect(later).toHaveLength(3);
    ask(aCall());
    ask(aCall({ state: 'ended' }));
    expect(asked).toHaveLength(4);
  });

  test('I5 a CRM that needs time: pending at once, the answer later, then known', async () => {
    const { ask, later, clock, asked } = setUp(async () => [anna]);
    expect(ask()).toEqual({ kind: 'pending' });
    expect(ask()).toEqual({ kind: 'pending' });
    await clock.advance(1);
    const known = { kind: 'known', contact: anna, chosen: false };
    expect(later).toEqual([known]);
    expect(ask()).toEqual(known);
    expect(asked).toHaveLength(1);
  });

  test('I5 the answer is told after the end of the call as well', async () => {
    const { ask, later, clock, identify } = setUp(async () => [anna]);
    ask();
    identify.forget('office-1');
    await clock.advance(1);
    expect(later).toEqual([{ kind: 'known', contact: anna, chosen: false }]);
  });

  test('I5 an answer for a number that the call no longer has is not told', async () => {
    const { ask, later, clock } = setUp(async (e164) => [e164.endsWith('7') ? anna : oleg]);
    ask();
    ask(aCall({ e164: '+79160000000', externalNumber: '79160000000' }));
    await clock.advance(1);
    expect(later).toEqual([{ kind: 'known', contact: oleg, chosen: false }]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
  ])('I5 a CRM that %s leaves the caller unknown', async (_, find) => {
    const { ask, later, clock } = setUp(find);
    const first = ask();
    await clock.advance(1);
    expect(later.at(-1) ?? first).toEqual({ kind: 'unknown' });
  });

  test('I5 a CRM that never answers: unknown after 5 s', async () => {
    const { ask, later, clock } = setUp(() => new Promise(() => {}));
    ask();
    await clock.advance(4_999);
    expect(later).toEqual([]);
    await clock.advance(1);
    expect(later).toEqual([{ kind: 'unknown' }]);
  });
});
