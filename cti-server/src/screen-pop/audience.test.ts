import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aUser } from '../../../fixtures/live-stage.ts';
import { aCall, ended } from '../../../fixtures/temp-log.ts';
import type { CallRecord, Leg } from '../contract/index.ts';
import { createScopes } from '../users/scopes.ts';
import { audienceOf, maySee } from './audience.ts';

const at101 = aUser('101');
const at102 = aUser('102');
const own = (extension: string | null) =>
  createScopes({ seesAll: () => false, seatsOf: () => [], supervised: () => [] }).of(
    aUser('101', { extension }),
    'own',
  );
const leg = (party: string, changed: Partial<Leg> = {}): Leg => ({
  party,
  kind: 'extension',
  rangAt: '2026-11-23T10:00:00.000Z',
  answeredAt: null,
  endedAt: null,
  result: null,
  cause: null,
  ...changed,
});

describe('W4 who sees a call', () => {
  test.each<[string, Partial<CallRecord>]>([
    ['rang there', { rang: ['102'], legs: [] }],
    ['was answered there', { answeredBy: ['102'], rang: ['101'], legs: [] }],
    ['was handled there', { handledBy: ['102'], legs: [] }],
    ['was placed there', { from: '102', legs: [] }],
    ['found it busy', { legs: [leg('102', { rangAt: null, result: 'busy' })] }],
  ])('W4 an operator sees a call that %s', (_, changed) => {
    expect(maySee(own('102'), 'office', aCall(changed))).toBe(true);
  });

  test('W4 and no other; a customer who is named like an extension is none', () => {
    const call = aCall({ legs: [leg('102', { kind: 'external' })] });
    expect(maySee(own('102'), 'office', call)).toBe(false);
    expect(maySee(own('101'), 'other', call)).toBe(false);
    expect(maySee(own(null), 'office', call)).toBe(false);
  });

  test('W4 who supervises a team sees its members’ calls, on their PBX alone', () => {
    const team = createScopes({
      seesAll: () => false,
      seatsOf: () => [],
      supervised: () => [{ pbx: 'office', extension: '102' }],
    }).of(aUser('103', { role: 'supervisor' }), 'team');
    const at = (extension: string) => aCall({ rang: [extension], legs: [] });
    expect(['101', '102', '103'].map((one) => maySee(team, 'office', at(one)))).toEqual([
      false,
      true,
      true,
    ]);
    expect(maySee(team, 'other', at('102'))).toBe(false);
  });

  test('W4 where a team says so, its supervisors see all', () => {
    const scopes = createScopes({ seesAll: () => true, seatsOf: () => [], supervised: () => [] });
    expect(maySee(scopes.of(aUser(null), 'team'), 'other', aCall())).toBe(true);
  });

  test('W5 a card opens only for who sees the call and only while it lives', () => {
    const extension = fc.constantFrom('101', '102', '103');
    const legs = fc.array(
      fc.record({ party: extension, answered: fc.boolean(), over: fc.boolean() }),
    );
    fc.assert(
      fc.property(legs, fc.option(extension), fc.boolean(), (some, from, isOver) => {
        const time = '2026-11-23T10:00:01.000Z';
        const record = aCall({
          from,
          rang: [],
          legs: some.map(({ party, answered, over }) =>
            leg(party, { answeredAt: answered ? time : null, endedAt: over ? time : null }),
          ),
        });
        const call = isOver ? ended(record) : record;
        const audience = audienceOf('office', call);
        for (const party of ['101', '102', '103']) {
          const rings = some.some((one) => one.party === party && !one.answered && !one.over);
          const pops = audience.pops(aUser(party));
          expect(pops).toBe(!isOver && (rings || from === party));
          if (pops) expect(audience.sees(own(party))).toBe(true);
        }
      }),
    );
  });
});

describe('W5 whose card opens', () => {
  test('W5 at each extension that rings, also a supervisor’s own', () => {
    const { pops } = audienceOf('office', aCall({ legs: [leg('101'), leg('102')] }));
    expect([at101, at102, aUser('103')].map(pops)).toEqual([true, true, false]);
    expect(pops(aUser('102', { role: 'supervisor' }))).toBe(true);
    expect(pops(aUser('101', { pbx: 'other' }))).toBe(false);
  });

  test('W5 not where it stopped ringing', () => {
    const answered = leg('102', { answeredAt: '2026-11-23T10:00:05.000Z' });
    const over = leg('101', { endedAt: '2026-11-23T10:00:05.000Z', result: 'answered-elsewhere' });
    const { pops } = audienceOf('office', aCall({ legs: [over, answered] }));
    expect([at101, at102].map(pops)).toEqual([false, false]);
  });

  test('W5 at the one who placed it, while it goes on', () => {
    const call = aCall({ direction: 'outbound', from: '101', legs: [] });
    expect(audienceOf('office', call).pops(at101)).toBe(true);
    expect(audienceOf('office', ended(call)).pops(at101)).toBe(false);
  });
});
