import { join } from 'node:path';
import { createPhoneIndex, type DatabaseHandle, openDatabase } from '@perezvon/crm-core';
import { plansOf, slowSteps } from '../../fixtures/sample-people/query-plans.ts';
import type { CallFilter } from '../src/call-log/call-filter.ts';
import { createCallList } from '../src/call-log/list-store.ts';
import { createCallStore } from '../src/call-log/store.ts';
import { createEntryStore } from '../src/call-log/entry-store.ts';
import { bigDatabase } from './big-database.ts';
import { median, note, short, tell } from './figure.ts';

const PAGE = 50;
const MISSED = ['abandoned', 'no-answer', 'busy', 'failed'];
const DAY = Date.UTC(2025, 11, 1);

/** The filters that the calls screen has, for a supervisor and for an operator. */
function filters(one: { e164: string; id: string }): [string, CallFilter][] {
  const all = { endpoints: null };
  const own = { endpoints: [{ pbx: 'office', extension: '101' }] };
  return [
    ['all', all],
    ['one direction', { ...all, direction: 'outbound' }],
    ['missed', { ...all, direction: 'inbound', dispositions: MISSED }],
    ['one result', { ...all, dispositions: ['busy'] }],
    ['a day', { ...all, from: DAY, to: DAY + 86_400_000 }],
    ['a number', { ...all, e164: one.e164 }],
    ['a contact', { ...all, contactIds: [one.id] }],
    ['own', own],
    ['own missed', { ...own, direction: 'inbound', dispositions: MISSED }],
    ['own of a contact', { ...own, contactIds: [one.id] }],
    ['a queue', { ...all, queue: 'sales' }],
    ['a queue, missed', { ...all, queue: 'sales', dispositions: MISSED }],
    // no index leads by these: a page is put together of steps that look through so many calls each
    ['a step: long talks', { ...all, talkFrom: 3_600_000 }],
    ['a step: words of a note', { ...all, note: 'no such words' }],
    ['a step: own, all of it', { ...own, queue: 'none', talkFrom: 1, note: 'x', outcome: 'y' }],
  ];
}

/** The calls list with each filter at 1,000,000 calls, and every plan in the path of a call. */
export async function lists(): Promise<void> {
  const handle = openDatabase({ file: join(bigDatabase(), 'perezvon.db'), readonly: true });
  const list = createCallList(handle);
  const one = handle.sqlite
    .prepare<[], { e164: string; id: string }>(
      'SELECT e164, contact_id AS id FROM calls ORDER BY started_at DESC LIMIT 1 OFFSET 1000',
    )
    .get() ?? { e164: '', id: '' };
  const scans: string[] = [];
  let slowest = 0;
  for (const [name, filter] of filters(one)) {
    const plans = plansOf(handle, () => list.page(filter, { limit: PAGE }));
    scans.push(...scansIn(plans));
    const took = timeOf(() => list.page(filter, { limit: PAGE }).items.length);
    slowest = Math.max(slowest, took.ms);
    note(`calls, ${name}: ${took.items} in ${short(took.ms)} ms`);
  }
  scans.push(...pathOfACall(handle));
  for (const scan of scans) note(`reads a whole table: ${scan}`);
  tell({
    what: 'queries that scan',
    value: scans.length,
    most: 0,
    unit: '',
    of: `slowest page of ${PAGE}: ${short(slowest)} ms`,
  });
  handle.close();
}

/**
 * A read in the order of an index that stops after a page is no scan of the table, and `calls_open` and
 * `call_memories` hold the few calls that go on. A virtual table is a list that was handed in.
 */
function scansIn(plans: ReturnType<typeof plansOf>): string[] {
  const harmless = (sql: string, step: string) =>
    /TEMP B-TREE|INDEX calls_open$|^SCAN (?:\(|call_memories$|\w+ VIRTUAL TABLE)/.test(step) ||
    (/COVERING INDEX/.test(step) && / LIMIT /.test(sql));
  return slowSteps(
    plans.map(({ sql, steps }) => ({ sql, steps: steps.filter((step) => !harmless(sql, step)) })),
  );
}

function timeOf(work: () => number): { ms: number; items: number } {
  let items = 0;
  const took = Array.from({ length: 21 }, () => {
    const began = performance.now();
    items = work();
    return performance.now() - began;
  });
  return { ms: median(took), items };
}

/** Whatever the look-up, the log's reads and its writes prepare. */
function pathOfACall(handle: DatabaseHandle): string[] {
  return scansIn(
    plansOf(handle, () => {
      createPhoneIndex(handle);
      createCallStore(handle);
      createEntryStore(handle, () => '');
    }),
  );
}
