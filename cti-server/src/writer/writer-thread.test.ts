import { join } from 'node:path';
import { StorageError } from '@perezvon/crm-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';
import { createPlannedChanges } from '../audit/change.ts';
import { createAudit } from '../audit/audit.ts';
import { createAuditStore } from '../audit/store.ts';
import { kindOfFailure } from '../call-log/write-trouble.ts';
import { systemClock } from '../kernel/clock.ts';
import { startWriterThread, type WriterThread } from './writer-thread.ts';
import { notingChanges, type Writes, writesBy } from './writes.ts';

let temp: TempLog;
let thread: WriterThread;
let writes: Writes;
let lost: unknown[];

beforeEach(() => {
  temp = createTempLog();
  lost = [];
  thread = startWriterThread(temp.handle.file, (error) => lost.push(error));
  writes = writesBy(thread.write);
});
afterEach(async () => {
  await thread.close();
  await temp.remove();
});

const rows = (table: string) =>
  temp.handle.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

describe('L1 what the thread says is written', () => {
  test('L1 is on the disk, with the numbers that the log gave', async () => {
    const drafts = [aChange({ id: 'office-1' }), aChange({ id: 'office-2' })];
    const written = await writes.callLog.write(() => drafts);
    expect(written.map((entries) => entries.map(({ n }) => n))).toEqual([[1], [2]]);
    expect(rows('calls')).toBe(2);
    expect(rows('interactions')).toBe(2);
  });

  test('L1 is done in the order in which it was asked', async () => {
    const { callLog } = writes;
    const asked = Array.from({ length: 50 }, (_, i) =>
      callLog.write(() => [aChange({ id: `office-${i}` })]),
    );
    const numbers = (await Promise.all(asked)).map(([entries]) => entries?.[0]?.n);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  test('C04 what waits shares one fsync; what is refused for itself takes nothing with it', async () => {
    temp.handle.sqlite.exec(
      "CREATE TRIGGER no BEFORE INSERT ON interactions WHEN new.call_id = 'office-2' BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((n) => writes.callLog.write(() => [aChange({ id: `office-${n}` })])),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows('calls')).toBe(2);
    expect(rows('call_log_entries')).toBe(2);
  });

  test('A1 is one whole chain of the audit log, also where what waits shares a transaction', async () => {
    const store = { ...createAuditStore(temp.handle), ...writes.audit };
    const audit = createAudit({ store, planned: createPlannedChanges(), clock: systemClock });
    const from = { address: '192.0.2.1', userAgent: 'test' };
    const asked = Array.from({ length: 50 }, () =>
      audit.note({ action: 'sign-in', who: null, from }),
    );
    await Promise.all(asked);
    expect(await audit.verify()).toMatchObject({ rows: 50, broken: null });
  });

  test('A2 is a setting with its row of the audit log, or neither', async () => {
    const planned = createPlannedChanges();
    const { teams } = writesBy(notingChanges(thread.write, planned));
    const row = {
      at: 1,
      action: 'team-created' as const,
      address: '',
      userAgent: '',
      userId: null,
      userLogin: null,
      userName: null,
    };
    const change = { row, target: { kind: 'team' as const }, before: null, secrets: [] };
    const make = (name: string) =>
      planned.during(change, () =>
        teams.save(null, { name, members: [], supervisors: [], seesAll: false }),
      );
    expect(await make('Sales')).toMatchObject({ noted: true, result: { name: 'Sales' } });
    expect(createAuditStore(temp.handle).after(0, 9)).toMatchObject([{ targetName: 'Sales' }]);
    // a name that is taken is no change
    await expect(make('Sales')).rejects.toMatchObject({ code: 'team-taken' });
    temp.handle.sqlite.exec(
      "CREATE TRIGGER no BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    await expect(make('Other')).rejects.toThrow('no');
    expect([rows('teams'), rows('audit_entries')]).toEqual([1, 1]);
  });

  test('E01 is all that was asked before the end', async () => {
    const asked = writes.callLog.write(() => [aChange()]);
    await thread.close();
    expect(await asked).toHaveLength(1);
    expect(rows('calls')).toBe(1);
  });
});

describe('what goes wrong in the thread', () => {
  test('C05 a locked database is the storage error that it is', async () => {
    const other = temp.openAnother();
    other.sqlite.exec('BEGIN IMMEDIATE');
    const error = await writes.callLog.write(() => [aChange()]).catch((e: unknown) => e);
    other.sqlite.exec('COMMIT');
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({
      code: 'database-locked',
      cure: expect.stringContaining('Close'),
    });
    expect((error as Error).message).toMatch(/is locked by another program\. Close the other/);
    expect(kindOfFailure(error).kind).toBe('passing');
  });

  test('C02 what ends the transaction of all, as a full disk does, is told to all; nothing is written', async () => {
    temp.handle.sqlite.exec(
      "CREATE TRIGGER full BEFORE INSERT ON interactions WHEN new.call_id = 'office-2' BEGIN SELECT RAISE(ROLLBACK, 'no room'); END",
    );
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((n) => writes.callLog.write(() => [aChange({ id: `office-${n}` })])),
    );
    expect(outcomes.map((one) => one.status === 'rejected' && one.reason.message)).toEqual(
      Array(3).fill('no room'),
    );
    expect(rows('calls')).toBe(0);
    expect(await writes.callLog.write(() => [aChange({ id: 'office-4' })])).toHaveLength(1);
  });

  test('a refusal that is no fault keeps its class and its words', async () => {
    const { contacts, users } = writes;
    const typed = { kind: 'person' as const, name: 'Анна', companyId: 'none', numbers: [] };
    await expect(contacts.create(typed, { country: 'RU' })).rejects.toMatchObject({
      name: 'NoSuchCompanyError',
      companyId: 'none',
    });
    await expect(users.update('nobody', { name: 'x' })).resolves.toBeNull();
  });

  test('the text of any other error comes over', async () => {
    temp.handle.sqlite.exec('DROP TABLE pbx_gaps');
    const gap = { kind: 'gap', at: 1, pbx: 'office', from: 1, to: 2 } as const;
    await expect(writes.callLog.write(() => [gap])).rejects.toThrow(/pbx_gaps/);
  });

  test('L4 a thread that cannot open the database says so to all who asked', async () => {
    const none = startWriterThread(join(temp.handle.file, 'no'), (error) => lost.push(error));
    const { callLog } = writesBy(none.write);
    await expect(callLog.checkpoint()).rejects.toThrow(/cannot be opened/);
    await until(() => lost.length > 0, { what: 'the news' });
    await expect(callLog.checkpoint()).rejects.toThrow(/cannot be opened/);
    await none.close();
  });
});
