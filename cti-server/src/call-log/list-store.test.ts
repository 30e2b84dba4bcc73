import { CursorError } from '@perezvon/crm-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plansOf } from '../../../fixtures/sample-people/query-plans.ts';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallRecord, ContactBrief } from '../contract/index.ts';
import { contactIdOf, type Draft, touchedExtensions } from './entry.ts';
import type { Period } from '../users/scopes.ts';
import type { CallFilter } from './call-filter.ts';

type Change = Extract<Draft, { kind: 'call' }>;

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const RESULTS = ['answered', 'no-answer', 'busy', 'abandoned', null] as const;
const NUMBERS = ['+79160000001', '+79160000002', '+79160000003', null];
const EXTENSIONS = ['101', '102', '103'];
const START = Date.UTC(2026, 10, 23, 10);
const QUEUES = ['sales', 'support', null];
const NOTES = ['Просил счёт на июнь', 'перезвонить', ''];

const at = (...extensions: string[]) =>
  extensions.map((extension) => ({ pbx: 'office', extension }));
const atBranch = ({ extension }: { extension: string }) => ({ pbx: 'branch', extension });

let temp: TempLog;
let people: ContactBrief[];
let changes: Change[];

/** 300 calls of all kinds at two PBXs, many of the same ms. */
beforeAll(async () => {
  temp = createTempLog();
  people = await Promise.all([
    temp.addPerson('Анна', '+79160000001'),
    temp.addPerson('Олег', '+79160000002'),
  ]);
  const pick = <T>(from: readonly T[], by: number) => from[by % from.length] as T;
  changes = Array.from({ length: 300 }, (_, i) => {
    const e164 = pick(NUMBERS, i * 7);
    const contact = people[NUMBERS.indexOf(e164)];
    const record: Partial<CallRecord> = {
      id: `office-${(i * 37) % 300}`,
      direction: pick(DIRECTIONS, i >> 1),
      disposition: pick(RESULTS, i * 3),
      e164,
      startedAt: new Date(START + Math.floor(i / 4)).toISOString(),
      endedAt: i % 5 === 0 ? null : new Date(START + Math.floor(i / 4) + (i % 7)).toISOString(),
      rang: [pick(EXTENSIONS, i), pick(EXTENSIONS, i >> 2)],
      queue: pick(QUEUES, i >> 1),
      talkMs: (i % 11) * 1_000,
    };
    return aChange(record, {
      // the numbers of both are the same
      pbx: i % 3 === 0 ? 'branch' : 'office',
      caller: contact ? { kind: 'known', contact, chosen: false } : { kind: 'unknown' },
    });
  });
  for (const change of changes) temp.log.append(change);
  await until(() => temp.log.waiting() === 0, { what: 'the calls to be written' });
  for (const [i, { record }] of changes.entries()) {
    const note = pick(NOTES, i);
    if (note) await temp.log.setNote(record.id, { note }, START);
  }
});
afterAll(() => temp.remove());

const ALWAYS: Period = { from: -Infinity, to: Infinity };
const wentOn = ({ startedAt, endedAt }: CallRecord, { from, to }: Period) =>
  Date.parse(startedAt) < to && (endedAt === null || Date.parse(endedAt) >= from);

/** The same list by hand. */
function byHand(filter: CallFilter): string[] {
  const { direction, dispositions, contactIds, e164, from = 0, to = Infinity, endpoints } = filter;
  const { queue, talkFrom = 0, talkTo = Infinity, note = '' } = filter;
  const anyone = contactIds === undefined && e164 === undefined;
  return changes
    .filter(({ pbx, record, caller }, i) => {
      const started = Date.parse(record.startedAt);
      const touched = touchedExtensions(record);
      return (
        (direction === undefined || record.direction === direction) &&
        (!dispositions || dispositions.includes(record.disposition ?? '')) &&
        (anyone ||
          (e164 !== undefined && record.e164 === e164) ||
          (contactIds ?? []).includes(contactIdOf(caller) ?? '')) &&
        (queue === undefined || record.queue === queue) &&
        record.talkMs >= talkFrom &&
        record.talkMs <= talkTo &&
        (NOTES[i % NOTES.length] ?? '').toLowerCase().includes(note.toLowerCase()) &&
        started >= from &&
        started < to &&
        (endpoints === null ||
          endpoints.some(
            (one) =>
              one.pbx === pbx && touched.has(one.extension) && wentOn(record, one.during ?? ALWAYS),
          ))
      );
    })
    .map(({ record }) => record)
    .sort((a, b) =>
      a.startedAt === b.startedAt ? (a.id < b.id ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1,
    )
    .map(({ id }) => id);
}

async function byPages(filter: CallFilter, limit: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await temp.log.list(filter, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items.map(({ record }) => record.id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}

const anyFilter: fc.Arbitrary<CallFilter> = fc.record({
  direction: fc.option(fc.constantFrom(...DIRECTIONS), { nil: undefined }),
  dispositions: fc.option(fc.subarray(['answered', 'no-answer', 'busy', 'abandoned']), {
    nil: undefined,
  }),
  contactIds: fc.option(
    fc.subarray([0, 1]).map((chosen) => chosen.flatMap((i) => people[i]?.id ?? [])),
    { nil: undefined },
  ),
  e164: fc.option(fc.constantFrom('+79160000001', '+79160000003', '+79169999999'), {
    nil: undefined,
  }),
  from: fc.option(fc.integer({ min: START, max: START + 80 }), { nil: undefined }),
  to: fc.option(fc.integer({ min: START, max: START + 80 }), { nil: undefined }),
  queue: fc.option(fc.constantFrom('sales', 'support', 'none'), { nil: undefined }),
  talkFrom: fc.option(fc.integer({ min: 0, max: 11_000 }), { nil: undefined }),
  talkTo: fc.option(fc.integer({ min: 0, max: 11_000 }), { nil: undefined }),
  note: fc.option(fc.constantFrom('счёт', 'ПЕРЕЗВ'), { nil: undefined }),
  endpoints: fc.option(
    fc
      .tuple(
        fc.subarray([...at('101', '102', '999'), ...at('101', '103').map(atBranch)]),
        // of people who sit at shared places in turn
        fc.array(
          fc.record({
            pbx: fc.constantFrom('office', 'branch'),
            extension: fc.constantFrom('101', '103'),
            during: fc.record({
              from: fc.integer({ min: START, max: START + 40 }),
              to: fc.oneof(fc.integer({ min: START, max: START + 80 }), fc.constant(Infinity)),
            }),
          }),
          { maxLength: 3 },
        ),
      )
      .map((both) => both.flat()),
    { nil: null },
  ),
});

describe('lists', () => {
  test('pages of any filter put together are that list, in order, nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, fc.integer({ min: 1, max: 70 }), async (filter, limit) => {
        expect(await byPages(filter, limit)).toEqual(byHand(filter));
      }),
      { numRuns: 150 },
    );
  });

  test.each<[string, CallFilter]>([
    ['all', { endpoints: null }],
    ['a direction', { endpoints: null, direction: 'inbound' }],
    ['a result', { endpoints: null, dispositions: ['abandoned'] }],
    ['missed', { endpoints: null, direction: 'inbound', dispositions: ['abandoned', 'busy'] }],
    ['a number', { endpoints: null, e164: '+79160000001' }],
    ['people', { endpoints: null, contactIds: ['a', 'b'] }],
    ["an operator's", { endpoints: at('101') }],
    ["a team's", { endpoints: at('101', '102', '999') }],
    [
      "an operator's missed",
      { endpoints: at('101'), direction: 'inbound', dispositions: ['busy'] },
    ],
    ['from, to', { endpoints: null, from: 1, to: 2 }],
    [
      'of a shift',
      { endpoints: at('101').map((one) => ({ ...one, during: { from: 1, to: Infinity } })) },
    ],
  ])('no list reads more than its page: %s', async (_, filter) => {
    const cursor = (await temp.log.list({ endpoints: null }, { limit: 1 })).next ?? undefined;
    const plans = plansOf(temp.handle, () => void temp.log.list(filter, { limit: 5, cursor }));
    const list = plans.find(({ sql }) => sql.includes('c.id IN'));
    expect(list?.steps.length).toBeGreaterThan(0);
    // the page itself is put in order at the end; its parts come in order from an index each
    const steps = list?.steps ?? [];
    expect(steps.filter((step) => /TEMP B-TREE/.test(step)).length).toBeLessThanOrEqual(1);
    expect(steps.filter((step) => /^SCAN (calls|call_extensions|c|x)\b/.test(step))).toEqual([]);
  });

  test('a cursor of another list, or none at all, is refused', async () => {
    for (const cursor of ['x', Buffer.from('["a",1]').toString('base64url')]) {
      await expect(temp.log.list({ endpoints: null }, { limit: 1, cursor })).rejects.toThrow(
        CursorError,
      );
    }
  });

  test.each<[string, Omit<CallFilter, 'endpoints'>]>([
    ['all', {}],
    ['missed', { direction: 'inbound', dispositions: ['abandoned', 'busy'] }],
    ['a number', { e164: '+79160000001' }],
  ])('a team of a thousand has its list whole, page by page: %s', async (_, wanted) => {
    const others = Array.from({ length: 998 }, (__, i) => String(2000 + i));
    const filter = { ...wanted, endpoints: at('101', ...others, '103') };
    expect(await byPages(filter, 50)).toEqual(byHand(filter));
  });

  test('an operator without an extension has no calls', async () => {
    expect((await temp.log.list({ endpoints: [] }, { limit: 5 })).items).toEqual([]);
  });
});
