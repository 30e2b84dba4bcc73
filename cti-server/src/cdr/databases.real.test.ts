import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asteriskAvailable,
  type RunningAsterisk,
  secondOfThisProcess,
  startAsterisk,
} from '../../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../../fixtures/asterisk/connection.ts';
import {
  makeMariadbTable,
  makePostgresTable,
  READER_SECRET,
  recordsInto,
} from '../../../fixtures/databases/asterisk-records.ts';
import type { DatabaseServer } from '../../../fixtures/databases/database-server.ts';
import { startMariadb } from '../../../fixtures/databases/mariadb.ts';
import { startPostgres } from '../../../fixtures/databases/postgres.ts';
import { recordsAreFollowed } from '../../../fixtures/followed-records.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import { makeCalls } from '../../chaos/mixed-calls.ts';
import { openOffice } from '../../chaos/office.ts';
import type { CallPage, CallView, Reconciliation } from '../contract/index.ts';
import { systemClock } from '../kernel/clock.ts';

// Asterisk writes by cdr_pgsql into PostgreSQL (a table without linkedid, times of a zone of its own), by
// cdr_adaptive_odbc into MariaDB (FreePBX's table), and Master.csv beside them: one server reads all three.
let postgres: DatabaseServer;
let mariadb: DatabaseServer;

beforeAll(async () => {
  [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()]);
  await Promise.all([makePostgresTable(postgres), makeMariadbTable(mariadb)]);
});
afterAll(async () => {
  await Promise.all([postgres?.remove(), mariadb?.remove()]);
});

const available = asteriskAvailable();
if (!available.ok) console.warn(`No real Asterisk: ${available.why}. Cure: ${available.cure}.`);

describe.skipIf(!available.ok).each([22, 16] as const)('Asterisk %i', (version) => {
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-records-'));
  const SOURCES = ['csv', 'postgres', 'mariadb'];
  const COUNT = 18;
  let pbx: RunningAsterisk;

  beforeAll(async () => {
    const [runDir, configure] = [join(folder, 'run'), recordsInto({ postgres, mariadb })];
    pbx = await startAsterisk({ version, portOffset: secondOfThisProcess, runDir, configure });
    // who lets it ring out shall not take long
    await pbx.cli('dialplan set global PHONE_RING 5');
    await postgres.sql('TRUNCATE cdr', 'asterisk');
    await mariadb.sql('TRUNCATE cdr', 'asteriskcdrdb');
  }, 300_000);
  afterAll(async () => {
    await pbx?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const connection = (id: string, cdr: object) => connectionTo(pbx, { id, cdr });
  const away = () => ({
    dataDir: join(folder, 'data'),
    config: {
      pbx: [
        connection('csv', { file: pbx.cdrFile }),
        connection('postgres', {
          url: `postgres://perezvon@127.0.0.1:${postgres.port}/asterisk`,
          secret: READER_SECRET,
        }),
        connection('mariadb', {
          url: `mysql://perezvon@127.0.0.1:${mariadb.port}/asteriskcdrdb`,
          secret: READER_SECRET,
        }),
      ],
    },
  });
  const all = async (server: TestServer, cookie: string): Promise<CallView[]> => {
    const calls: CallView[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const answer = await server.ask('GET', `/api/calls?limit=100${cursor}`, { cookie });
      const page = (await answer.json()) as CallPage;
      calls.push(...page.items);
      next = page.next;
    }
    return calls;
  };
  /** What a call is whichever source told it: not its times, where some follow from durations. */
  const told = (call: CallView) => ({
    ...call,
    id: call.id.replace(/^\w+-/, ''),
    pbx: '',
    linkedIds: [],
    startedAt: '',
    answeredAt: call.answeredAt && '',
    endedAt: '',
    waitMs: 0,
    talkMs: 0,
    legs: call.legs.map(({ party, result }) => ({ party, result })),
  });
  const timesOf = ({ startedAt, answeredAt, endedAt }: CallView) =>
    [startedAt, answeredAt ?? startedAt, endedAt ?? ''].map((time) => Date.parse(time));

  test('A05 calls of the time away are filled in from each kind of records alike, each once', async () => {
    const before = await startTestServer(away());
    await before.addUser({ login: 'root', role: 'admin' });
    // from then on records are ours
    await recordsAreFollowed(before.dataDir, SOURCES.length);
    await before.stop();

    const office = await openOffice(pbx, join(folder, 'all.jsonl'));
    const { ledger, broken } = await makeCalls(office, { count: COUNT, perSecond: 6 }).finally(() =>
      office.close(),
    );
    expect(broken).toEqual([]);

    const filledIn = async (compare: boolean) => {
      // a minute ahead: what has just ended counts as settled
      const clock = { ...systemClock, now: () => Date.now() + 90_000 };
      const after = await startTestServer({ ...away(), clock });
      try {
        const cookie = await after.signIn('root');
        const calls = await until(
          async () => {
            const found = await all(after, cookie);
            const counts = SOURCES.map((id) => found.filter((call) => call.id.startsWith(id)));
            return counts.every(({ length }) => length >= COUNT) ? found : null;
          },
          { what: 'the calls of all sources', timeoutMs: 10_000 },
        );
        const days: Reconciliation[] = [];
        for (const pbxId of compare ? SOURCES : []) {
          const day = new Date().toLocaleDateString('sv');
          const body = { pbx: pbxId, day };
          const answer = await after.ask('POST', '/api/reconciliations', { cookie, body });
          days.push((await answer.json()) as Reconciliation);
        }
        return { calls, days };
      } finally {
        await after.stop();
      }
    };
    const { calls } = await filledIn(false);
    const [csv = [], ...others] = SOURCES.map((id) =>
      calls.filter((call) => call.id.startsWith(id)),
    );
    for (const other of others) {
      expect(other.map(told)).toEqual(csv.map(told));
      const apart = other.flatMap((call, n) => {
        const times = timesOf(csv[n] as CallView);
        return timesOf(call).map((time, at) => Math.abs(time - (times[at] ?? 0)));
      });
      expect(Math.max(...apart)).toBeLessThanOrEqual(2_000);
    }
    expect(new Set(calls.map(({ reason }) => reason))).toEqual(new Set(['from-cdr']));
    for (const { number, kind, expected } of ledger) {
      const found = csv.filter(({ externalNumber }) => externalNumber === number);
      expect([kind, found.length]).toEqual([kind, 1]);
      const { direction, disposition, handledBy = found[0]?.handledBy } = expected;
      expect({ kind, ...found[0] }).toMatchObject({ kind, direction, disposition, handledBy });
    }

    const again = await filledIn(true);
    expect(again.calls).toEqual(calls);
    for (const { missing, extra, different, filled, calls: count } of again.days)
      expect({ missing, extra, different, filled, count }).toEqual({
        missing: 0,
        extra: 0,
        different: 0,
        filled: 0,
        count: csv.length,
      });
  });
});
