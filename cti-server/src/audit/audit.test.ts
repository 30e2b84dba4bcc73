import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plansOf } from '../../../fixtures/sample-people/query-plans.ts';
import { createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { type Act, type Audit, createAudit } from './audit.ts';
import { csvHead, csvRows } from './csv.ts';
import { changesBetween } from './changes.ts';
import { createPlannedChanges } from './change.ts';
import { createAuditStore } from './store.ts';

let temp: TempLog;
let audit: Audit;
let now: number;

const OLGA = { id: 'u1', login: 'olga', name: 'Ольга' };
const IVAN = { id: 'u2', login: 'ivan', name: 'Иван' };
const FROM = { address: '192.0.2.1', userAgent: 'Mozilla/5.0' };

beforeEach(() => {
  temp = createTempLog();
  now = Date.parse('2026-11-23T08:00:00Z');
  const clock = { now: () => now, monotonic: () => now };
  audit = createAudit({
    store: createAuditStore(temp.handle),
    planned: createPlannedChanges(),
    clock,
  });
});
afterEach(() => temp.remove());

const note = (act: Partial<Act> = {}) =>
  audit.note({ action: 'sign-in', who: OLGA, from: FROM, ...act });
const all = () => audit.list({}, { limit: 100 }).items;
const numbers = (filter: Parameters<Audit['list']>[0]) =>
  audit.list(filter, { limit: 100 }).items.map(({ n }) => n);

async function noteFive(): Promise<void> {
  for (let i = 0; i < 5; i += 1) {
    await note({ changes: [{ field: 'i', before: null, after: i }] });
    now += 1_000;
  }
}

/** Somebody with the file in hand, who takes the triggers off first. */
function tamper(sql: string): void {
  temp.handle.sqlite.exec(
    `DROP TRIGGER audit_entries_no_update; DROP TRIGGER audit_entries_no_delete; ${sql}`,
  );
}

describe('A1 the chain', () => {
  test('is whole as it was written; the empty one, too', async () => {
    expect(await audit.verify()).toEqual({ rows: 0, hash: null, broken: null });
    await noteFive();
    const found = await audit.verify();
    expect(found).toEqual({ rows: 5, hash: all()[0]?.hash, broken: null });
    expect(found.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['who did it', "user_name = 'Иван'"],
    ['from where', "address = '10.0.0.9'"],
    ['when', 'at = at + 1'],
    ['what', "action = 'sign-out'"],
    ['what changed', "changes = '[]'"],
    ['the hash itself', "hash = '0'"],
    ['a column that was empty', "target_name = ''"],
  ])('names the first row of which %s was changed', async (_, set) => {
    await noteFive();
    tamper(`UPDATE audit_entries SET ${set} WHERE n IN (3, 4)`);
    expect(await audit.verify()).toMatchObject({ broken: { n: 3, why: 'changed' } });
    expect(all()).toHaveLength(5);
  });

  test('a row written anew with a hash of its own breaks the next one', async () => {
    await noteFive();
    const { hashOfRow } = await import('./chain.ts');
    const [before, row] = createAuditStore(temp.handle).after(1, 2);
    const forged = hashOfRow(before?.hash ?? '', { ...row!, userName: 'Иван' });
    tamper(`UPDATE audit_entries SET user_name = 'Иван', hash = '${forged}' WHERE n = 3`);
    expect(await audit.verify()).toMatchObject({ broken: { n: 4, why: 'changed' } });
  });

  test.each([
    ['the first', 'n = 1', 1],
    ['one in the middle', 'n = 3', 3],
    ['the last', 'n = 5', 5],
    ['all', 'true', 1],
  ])('names %s as missing when it was removed', async (_, which, n) => {
    await noteFive();
    tamper(`DELETE FROM audit_entries WHERE ${which}`);
    expect(await audit.verify()).toMatchObject({ rows: 5, broken: { n, why: 'missing' } });
    await note();
    expect(await audit.verify()).toMatchObject({ rows: 6, broken: { n, why: 'missing' } });
  });

  test('a row put before the first is found', async () => {
    await noteFive();
    tamper(
      'INSERT INTO audit_entries SELECT 0, at, action, user_id, user_login, user_name, address, user_agent, target_kind, target_id, target_name, changes, hash FROM audit_entries WHERE n = 1',
    );
    expect((await audit.verify()).broken).toEqual({ n: 1, why: 'missing' });
  });

  test('the database refuses a change and a removal', async () => {
    await noteFive();
    const { sqlite } = temp.handle;
    expect(() => sqlite.exec("UPDATE audit_entries SET address = 'x'")).toThrow(/append-only/);
    expect(() => sqlite.exec('DELETE FROM audit_entries')).toThrow(/append-only/);
    expect(await audit.verify()).toMatchObject({ rows: 5, broken: null });
  });

  test('is followed in steps that let others go on', async () => {
    // one fsync for all
    temp.handle.sqlite.exec('BEGIN');
    for (let i = 0; i < 1_100; i += 1) await note();
    temp.handle.sqlite.exec('COMMIT');
    let turns = 0;
    let going = true;
    const count = () => {
      turns += 1;
      if (going) setImmediate(count);
    };
    setImmediate(count);
    expect(await audit.verify()).toMatchObject({ rows: 1_100, broken: null });
    going = false;
    expect(turns).toBeGreaterThan(2);
  });
});

describe('the list', () => {
  test('is newest first, page by page, without a gap or a repeat, also where times are the same', async () => {
    for (let i = 0; i < 7; i += 1) await note();
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = audit.list({}, { limit: 3, cursor });
      seen.push(...page.items.map(({ n }) => n));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(() => audit.list({}, { limit: 3, cursor: 'none' })).toThrow(/cursor/);
  });

  test('is filtered by person, action and dates', async () => {
    await note();
    now += 60_000;
    await note({ who: IVAN });
    await note({ who: IVAN, action: 'sign-out' });
    now += 60_000;
    await note({ who: null, action: 'sign-in-refused' });
    expect(numbers({ userId: 'u2' })).toEqual([3, 2]);
    expect(numbers({ action: 'sign-in' })).toEqual([2, 1]);
    expect(numbers({ userId: 'u2', action: 'sign-out' })).toEqual([3]);
    expect(numbers({ from: now - 60_000, to: now })).toEqual([3, 2]);
    expect(numbers({ userId: 'u1', from: now })).toEqual([]);
  });

  test.each([
    [{}, 'audit_entries_at'],
    [{ userId: 'u1' }, 'audit_entries_user'],
    [{ action: 'sign-in' }, 'audit_entries_action'],
    [{ userId: 'u1', action: 'sign-in', from: 1, to: 2 }, 'audit_entries_user_action'],
  ] as const)('of %o is a range of one index, in its order', async (filter, index) => {
    const [plan] = plansOf(temp.handle, () => audit.list(filter, { limit: 10 }));
    expect(plan?.steps).toHaveLength(1);
    expect(plan?.steps[0]).toMatch(new RegExp(`USING (COVERING )?INDEX ${index}\\b`));
  });

  test('shows a row that somebody forged in any way', async () => {
    await noteFive();
    tamper("UPDATE audit_entries SET changes = '{', action = 'nothing' WHERE n = 2");
    expect(all()[3]).toMatchObject({ n: 2, action: 'nothing', changes: [] });
  });
});

test('many attempts of one stranger are told once a minute', async () => {
  const throttled = (address: string) =>
    note({ action: 'sign-in-throttled', who: null, from: { ...FROM, address } });
  for (let i = 0; i < 10; i += 1) await throttled('192.0.2.1');
  await throttled('192.0.2.2');
  expect(all()).toHaveLength(2);
  now += 60_000;
  await throttled('192.0.2.1');
  expect(all()).toHaveLength(3);
});

describe('what changed', () => {
  test('is told by field, nested ones by path, lists as a whole', () => {
    const before = { name: 'A', cdr: { file: '/a' }, labels: ['x'], port: 1, same: true };
    const after = { name: 'B', cdr: { file: '/b', table: 't' }, labels: ['x', 'y'], same: true };
    expect(changesBetween(before, after)).toEqual([
      { field: 'name', before: 'A', after: 'B' },
      { field: 'cdr.file', before: '/a', after: '/b' },
      { field: 'labels', before: '["x"]', after: '["x","y"]' },
      { field: 'port', before: 1, after: null },
      { field: 'cdr.table', before: null, after: 't' },
    ]);
  });

  test('a secret is only said to have been set, whoever forgot to take it out', () => {
    const secrets = { secret: 'PLANTED', sipPassword: 'PLANTED', cdr: { accessToken: 'PLANTED' } };
    const url = 'https://joe:PLANTED@pbx.example/monitor/';
    const changes = changesBetween({}, { ...secrets, url, odd: 'PLANTED' }, ['odd', 'cdr.secret']);
    expect(JSON.stringify(changes)).not.toContain('PLANTED');
    expect(changes).toContainEqual({
      field: 'url',
      before: null,
      after: 'https://…@pbx.example/monitor/',
    });
    const set = changes.filter(({ secret }) => secret).map(({ field }) => field);
    expect(set.sort()).toEqual(['cdr.accessToken', 'cdr.secret', 'odd', 'secret', 'sipPassword']);
  });
});

describe('F14 the exported file', () => {
  const cellsOf = async (act: Partial<Act>) => {
    await note(act);
    const { parse } = await import('csv-parse/sync');
    const text = csvHead('ru') + csvRows(all(), 'ru');
    const [head, row] = parse(text, { bom: true }) as string[][];
    return Object.fromEntries((head ?? []).map((name, index) => [name, row?.[index]]));
  };

  test.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '\0=1', ' =1', '\n=1', '＝1'])(
    'has no formula: %j',
    async (text) => {
      const cells = await cellsOf({
        who: { id: 'x', login: text, name: text },
        from: { address: '1', userAgent: text },
        target: { kind: 'user', id: 'x', name: text },
        changes: [{ field: text, before: text, after: text }],
      });
      for (const cell of Object.values(cells)) expect(cell).not.toMatch(/^[\s\0]*[=+\-@＝]/);
      expect(cells['Имя']).toMatch(/^'[=+\-@＝]/);
    },
  );

  test('is what a table reads: quotes, separators and line breaks stay within their field', async () => {
    const cells = await cellsOf({
      who: { id: 'x', login: 'a"b', name: 'x;y,z\r\nw' },
      action: 'user-changed',
      changes: [
        { field: 'role', before: 'operator', after: 'admin' },
        { field: 'sipPassword', before: null, after: null, secret: true },
      ],
    });
    expect(cells).toMatchObject({
      '№': '1',
      'Время (UTC)': '2026-11-23T08:00:00.000Z',
      Действие: 'Пользователь изменён',
      Логин: 'a"b',
      Имя: 'x;y,z w',
      'Что изменилось': 'role: operator → admin; sipPassword: •••',
      'SHA-256': all()[0]?.hash,
    });
  });
});
