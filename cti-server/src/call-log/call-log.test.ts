import { interactionReader } from '@perezvon/crm-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import type { Caller } from '../contract/index.ts';
import type { Entry } from './entry.ts';
import { createEntryPruner } from './entry-store.ts';
import { createCallStore } from './store.ts';

let temp: TempLog;
const all = { endpoints: null };
const page = { limit: 50 };

beforeEach(() => {
  temp = createTempLog();
});
afterEach(() => temp.remove());

/** All that subscribers hear, as it comes. */
function heard(): Entry[] {
  const entries: Entry[] = [];
  temp.log.subscribe((entry) => entries.push(entry));
  return entries;
}

const written = () => until(() => temp.log.waiting() === 0, { what: 'the log to be written' });

describe('L1 one transaction, on the disk before anybody is told', () => {
  test('L1 who is told of an entry finds it, the call and the interaction from another connection', async () => {
    const other = temp.openAnother();
    const timeline = interactionReader(other);
    const seen: unknown[] = [];
    temp.log.subscribe((entry) => {
      seen.push([
        other.sqlite.prepare('SELECT n FROM call_log_entries').pluck().all(),
        other.sqlite.prepare('SELECT id FROM calls').pluck().all(),
        timeline.contactOf('office-1'),
        entry.n,
      ]);
    });
    temp.log.append(aChange());
    await written();
    expect(seen).toEqual([[[1], ['office-1'], { contactId: null, chosen: false }, 1]]);
  });

  test('L1 an interaction that cannot be written takes the entry and the call with it', async () => {
    temp.handle.sqlite.exec(
      "CREATE TRIGGER no BEFORE INSERT ON interactions WHEN new.call_id = 'office-2' BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    const entries = heard();
    temp.log.append(aChange({ id: 'office-1' }));
    temp.log.append(aChange({ id: 'office-2' }));
    temp.log.append(aChange({ id: 'office-3' }));
    await written();
    expect(entries.map((entry) => entry.kind === 'call' && entry.record.id)).toEqual([
      'office-1',
      'office-3',
    ]);
    expect(await temp.log.get('office-2')).toBeNull();
    expect(temp.log.since(0, 10)).toHaveLength(2);
  });

  test('L1 changes of one turn of the loop share one transaction and keep their order', async () => {
    const count = temp
      .openAnother()
      .sqlite.prepare('SELECT count(*) FROM call_log_entries')
      .pluck();
    const onDisk: unknown[] = [];
    temp.log.subscribe(() => onDisk.push(count.get()));
    const entries = heard();
    for (let i = 1; i <= 50; i += 1) temp.log.append(aChange({ id: `office-${i}` }));
    await written();
    expect(onDisk).toEqual(Array(50).fill(50));
    expect(entries.map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(temp.log.since(0, 100)).toEqual(entries);
    expect(temp.log.lastN()).toBe(50);
  });

  test('a listener that throws does not stop its neighbour', async () => {
    temp.log.subscribe(() => {
      throw new Error('mine');
    });
    const entries = heard();
    temp.log.append(aChange());
    await written();
    expect(entries).toHaveLength(1);
  });
});

describe('L2 a call is unique by its id', () => {
  test('L2 told often, it is one row and one interaction, as last told', async () => {
    const anna = await temp.addPerson('Анна', '+79161234567');
    const caller = { kind: 'known', contact: anna, chosen: false } as const;
    temp.log.append(aChange({}, { caller }));
    temp.log.append(
      aChange({ state: 'talking', answeredBy: ['101'], handledBy: ['101'] }, { caller }),
    );
    await written();
    temp.log.append(aChange(ended(aCall({ handledBy: ['101'] })), { caller }));
    await written();
    const { items } = await temp.log.list(all, page);
    expect(items.map(({ record }) => [record.id, record.state])).toEqual([['office-1', 'ended']]);
    const [past, ...more] = interactionReader(temp.handle).lastForContact(anna.id, 10);
    expect(more).toEqual([]);
    expect(past).toMatchObject({ callId: 'office-1', result: 'answered', handledBy: ['101'] });
    expect(temp.log.open()).toEqual([]);
  });

  test('L2 calls that merged leave one row; notes and the choice made on them stay', async () => {
    const anna = await temp.addPerson('Анна', '+79161234567');
    temp.log.append(aChange({ id: 'office-1' }));
    temp.log.append(aChange({ id: 'office-2' }));
    await temp.log.setNote('office-1', { note: 'the first' }, 1);
    await temp.log.setNote('office-2', { note: 'the second' }, 2);
    await temp.log.chooseContact('office-2', { kind: 'known', contact: anna, chosen: true }, 3);
    const entries = heard();
    temp.log.append(aChange({ id: 'office-1' }, { merged: ['office-2'] }));
    await written();
    expect(entries[0]).toMatchObject({
      merged: ['office-2'],
      note: 'the first\nthe second',
      caller: { kind: 'known', contact: anna },
    });
    expect(await temp.log.get('office-2')).toBeNull();
    const { items } = await temp.log.list(
      { endpoints: [{ pbx: 'office', extension: '101' }] },
      page,
    );
    expect(items.map(({ record }) => record.id)).toEqual(['office-1']);
  });

  test('L2 an opaque recording id of 128 bits is given once', async () => {
    temp.log.append(aChange({ recording: 'a.wav' }));
    await written();
    const first = (await temp.log.get('office-1'))?.recordingId ?? '';
    expect(Buffer.from(first, 'base64url')).toHaveLength(16);
    temp.log.append(aChange(ended(aCall({ recording: 'a.wav' }))));
    await written();
    expect((await temp.log.byRecording(first))?.record.state).toBe('ended');
  });
});

describe('L6 what people say stands', () => {
  test('L6 a note is told to all at once and outlives every later change', async () => {
    temp.log.append(aChange());
    await written();
    const entries = heard();
    expect(await temp.log.setNote('office-1', { note: 'calls back' }, 5)).toBe(true);
    temp.log.append(aChange(ended(aCall())));
    await written();
    expect(entries.map((entry) => entry.kind === 'call' && entry.note)).toEqual([
      'calls back',
      'calls back',
    ]);
    expect(await temp.log.setNote('office-9', { note: 'nobody' }, 5)).toBe(false);
  });

  test('L6 a note written in the same turn as a change does not bring the older state back', async () => {
    temp.log.append(aChange());
    temp.log.append(aChange(ended(aCall())));
    await temp.log.setNote('office-1', { note: 'x' }, 5);
    expect(await temp.log.get('office-1')).toMatchObject({ note: 'x', record: { state: 'ended' } });
  });

  test('L6 the contact that an operator chose outlives look-ups and is remembered for the number', async () => {
    const anna = await temp.addPerson('Анна', '+79161234567');
    const oleg = await temp.addPerson('Олег', '+79161234567');
    const several: Caller = { kind: 'ambiguous', contacts: [anna, oleg] };
    const chosen = { kind: 'known', contact: oleg, chosen: true } as const;
    temp.log.append(aChange({}, { caller: several }));
    expect(temp.log.choiceFor('+79161234567')).toBeNull();
    expect(await temp.log.chooseContact('office-1', chosen, 5)).toBe(true);
    temp.log.append(aChange(ended(aCall()), { caller: several }));
    await written();
    temp.log.setCaller('office-1', several, 6);
    await written();
    expect((await temp.log.get('office-1'))?.caller).toEqual(chosen);
    expect(temp.log.choiceFor('+79161234567')).toBe(oleg.id);
    const { items } = await temp.log.list({ ...all, contactIds: [oleg.id] }, page);
    expect(items).toHaveLength(1);
  });

  test('L6 nobody of them is a word as well', async () => {
    const anna = await temp.addPerson('Анна', '+79161234567');
    const caller = { kind: 'known', contact: anna, chosen: false } as const;
    temp.log.append(aChange({}, { caller }));
    expect(await temp.log.chooseContact('office-1', { kind: 'unknown' }, 5)).toBe(true);
    temp.log.append(aChange(ended(aCall()), { caller }));
    await written();
    expect((await temp.log.get('office-1'))?.caller).toEqual({ kind: 'unknown' });
    expect(interactionReader(temp.handle).lastForContact(anna.id, 5)).toEqual([]);
  });

  test('I5 the late answer of a CRM finds the call as it is by then', async () => {
    temp.log.append(aChange({}, { caller: { kind: 'pending' } }));
    temp.log.append(aChange(ended(aCall()), { caller: { kind: 'pending' } }));
    const entries = heard();
    temp.log.setCaller('office-1', { kind: 'unknown' }, 5);
    await written();
    expect(entries.at(-1)).toMatchObject({
      caller: { kind: 'unknown' },
      record: { state: 'ended' },
    });
  });
});

describe('L5 L7 what was not seen', () => {
  test('L5 a gap is an entry, and the last one is known without it', async () => {
    const entries = heard();
    temp.log.recordGap({ pbx: 'office', from: 1_000, to: 2_000 }, 2_000);
    await written();
    expect(entries).toEqual([
      { n: 1, at: 2_000, kind: 'gap', pbx: 'office', from: 1_000, to: 2_000 },
    ]);
    expect(temp.log.lastGap('office')).toEqual({ from: 1_000, to: 2_000 });
    expect(temp.log.lastGap('other')).toBeNull();
  });

  test('L5 all gaps of a PBX are listed, the latest first', async () => {
    for (const from of [1_000, 5_000, 3_000]) {
      temp.log.recordGap({ pbx: 'office', from, to: from + 500 }, from + 500);
    }
    temp.log.recordGap({ pbx: 'other', from: 9_000, to: 9_500 }, 9_500);
    await until(() => temp.log.gaps('office', 10).length === 3, { what: 'the gaps are written' });
    expect(temp.log.gaps('office', 2)).toEqual([
      { from: 5_000, to: 5_500 },
      { from: 3_000, to: 3_500 },
    ]);
  });

  test('L7 calls that the PBX no longer has are ended, and said to be not all seen', async () => {
    temp.log.append(aChange({ id: 'office-1' }));
    temp.log.append(aChange({ id: 'office-2' }));
    temp.log.append(aChange({ id: 'other-1' }, { pbx: 'other' }));
    temp.log.closeMissing('office', new Set(['office-2']), {
      at: Date.parse('2026-11-23T11:00:00Z'),
    });
    await written();
    expect(await temp.log.get('office-1')).toMatchObject({
      complete: false,
      record: {
        state: 'ended',
        disposition: 'failed',
        reason: 'end-not-seen',
        endedAt: '2026-11-23T11:00:00.000Z',
        legs: [{ endedAt: '2026-11-23T11:00:00.000Z' }],
      },
    });
    expect(temp.log.open().map(({ record }) => record.id)).toEqual(['other-1', 'office-2']);
  });

  test('L7 they are told to when they were last known, not to now', async () => {
    const { startedAt } = aCall();
    const after = (ms: number) => new Date(Date.parse(startedAt) + ms).toISOString();
    const talk = { answeredAt: after(4_000), waitMs: 4_000, state: 'talking' as const };
    temp.log.append(aChange({ id: 'office-1', ...talk }));
    temp.log.append(aChange({ id: 'office-2' }));
    const seenAt = Date.parse(after(300_000));
    temp.log.closeMissing('office', new Set(), { at: Date.parse(after(9_000_000)), seenAt });
    await written();
    expect((await temp.log.get('office-1'))?.record).toMatchObject({
      endedAt: after(300_000),
      waitMs: 4_000,
      talkMs: 296_000,
      disposition: 'answered',
    });
    expect((await temp.log.get('office-2'))?.record).toMatchObject({
      endedAt: after(300_000),
      waitMs: 300_000,
      talkMs: 0,
      disposition: 'failed',
    });
  });

  test('L7 an end that was on its way is not called unseen', async () => {
    temp.log.append(aChange());
    await written();
    temp.log.append(aChange(ended(aCall())));
    temp.log.closeMissing('office', new Set(), { at: Date.parse('2026-11-23T11:00:00Z') });
    await written();
    expect(await temp.log.get('office-1')).toMatchObject({
      complete: true,
      record: { reason: null },
    });
  });
});

describe('L8 old entries go, calls stay', () => {
  test('L8 only entries that are both many back and old are removed, a few at a time', async () => {
    const { handle, log } = temp;
    const insert = handle.sqlite.prepare(
      "INSERT INTO call_log_entries (at, kind, body) VALUES (?, 'gap', '{}')",
    );
    for (let at = 1; at <= 100; at += 1) insert.run(at);
    const store = createCallStore(handle);
    const prune = createEntryPruner(handle);
    expect(prune({ entries: 50, before: 31, most: 20 })).toBe(20);
    expect(prune({ entries: 50, before: 31, most: 20 })).toBe(10);
    expect(prune({ entries: 50, before: 31, most: 20 })).toBe(0);
    expect(store.firstN()).toBe(31);
    expect(prune({ entries: 50, before: 1_000, most: 100 })).toBe(20);
    expect(store.firstN()).toBe(51);
    expect(prune({ entries: 1, before: 1_000, most: 1_000 })).toBe(49);
    log.recordGap({ pbx: 'office', from: 1, to: 2 }, 2);
    await written();
    expect(log.lastN()).toBe(101);
  });
});
