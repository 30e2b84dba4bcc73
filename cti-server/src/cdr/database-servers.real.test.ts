import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  makeMariadbTable,
  makePostgresTable,
  READER_SECRET,
} from '../../../fixtures/databases/asterisk-records.ts';
import { ADMIN_SECRET, type DatabaseServer } from '../../../fixtures/databases/database-server.ts';
import { startMariadb } from '../../../fixtures/databases/mariadb.ts';
import { startPostgres } from '../../../fixtures/databases/postgres.ts';
import { systemClock } from '../kernel/clock.ts';
import type { CdrDatabaseConfig } from '../kernel/config-cdr.ts';
import { type CdrDatabase, DEADLINES } from './database.ts';
import { createDatabaseSource } from './database-source.ts';
import { mysqlDatabase } from './mysql.ts';
import { postgresDatabase } from './postgres.ts';

const ca = readFileSync(
  new URL('../../../fixtures/tls/test-only.cert.pem', import.meta.url),
  'utf8',
);
const ROWS = 50_000;

const KINDS = {
  PostgreSQL: {
    kind: 'postgres',
    open: postgresDatabase,
    start: startPostgres,
    make: makePostgresTable,
    name: 'asterisk',
    sleep: 'SELECT pg_sleep(5)',
    encrypted: 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    many: `INSERT INTO cdr (calldate, duration, uniqueid)
      SELECT '2020-01-01'::timestamp + n * interval '1 hour', 60, n FROM generate_series(1, ${ROWS}) n; ANALYZE cdr`,
    byIndex: /Index (?:Only )?Scan.*cdr_calldate/s,
    listens: 'listen_addresses',
    grant: 'GRANT SELECT ON hidden TO "perezvon"',
  },
  MariaDB: {
    kind: 'mysql',
    open: mysqlDatabase,
    start: startMariadb,
    make: makeMariadbTable,
    name: 'asteriskcdrdb',
    sleep: 'SELECT SLEEP(5)',
    encrypted: "SHOW STATUS LIKE 'Ssl_version'",
    many: `INSERT INTO cdr (calldate, duration, uniqueid)
      SELECT '2020-01-01' + INTERVAL seq HOUR, 60, seq FROM seq_1_to_${ROWS}; ANALYZE TABLE cdr`,
    // the second: by the end of an index
    byIndex: /range.*calldate|optimized away/s,
    listens: 'bind-address',
    grant: "GRANT SELECT ON asteriskcdrdb.hidden TO 'perezvon'@",
  },
} as const;

describe.each(['PostgreSQL', 'MariaDB'] as const)('%s', (kind) => {
  const { open, name, ...words } = KINDS[kind];
  let server: DatabaseServer;

  beforeAll(async () => {
    server = await words.start();
    await words.make(server);
    await server.sql('CREATE TABLE hidden (calldate int)', name);
    await server.sql(words.many, name);
  });
  afterAll(() => server?.remove());

  const config = (changed: Partial<CdrDatabaseConfig> = {}): CdrDatabaseConfig => ({
    kind: words.kind,
    host: server.host,
    port: server.port,
    user: 'perezvon',
    secret: READER_SECRET,
    database: name,
    table: 'cdr',
    tls: null,
    ...changed,
  });
  const read = (changed?: Partial<CdrDatabaseConfig>, deadlines = DEADLINES) =>
    createDatabaseSource(open(config(changed), deadlines), { clock: systemClock }).read(null);
  const troubleOf = (changed?: Partial<CdrDatabaseConfig>, deadlines = DEADLINES) =>
    read(changed, deadlines).then(
      () => 'none',
      (error: Error) => `${error.name}: ${error.message}`,
    );

  test.each([
    ['a wrong password', { secret: 'guessed' }, /user "perezvon" is refused: .*"secret"/],
    ['no password', { secret: null }, /user "perezvon" is refused/],
    ['an unknown user', { user: 'nobody-here' }, /user "nobody-here" is refused/],
    ['a table that is not there', { table: 'calls' }, /"calls".*(?:Correct "table"|GRANT SELECT)/],
    [
      'a table of a schema that is not there',
      { table: 'other.cdr' },
      /"other.cdr".*(?:Correct "table"|GRANT SELECT)/,
    ],
    ['a port where nobody listens', { port: 9 }, /does not answer: .*ECONNREFUSED.*Start it/],
  ])('%s is said with the cure, and no secret', async (_, changed, said) => {
    const trouble = await troubleOf(changed);
    expect(trouble).toMatch(/^CdrError: (?:postgres|mysql):\/\//);
    expect(trouble).toMatch(said);
    expect(trouble).not.toMatch(/guessed|reader of tests/);
  });

  test('a database that is not there, and a right that is missing, are said with the cure', async () => {
    const admin = { user: 'admin', secret: ADMIN_SECRET };
    expect(await troubleOf({ ...admin, database: 'nowhere' })).toMatch(
      /there is no such database: .*nowhere.*end of "url"/,
    );
    expect(await troubleOf({ ...admin, table: 'calls' })).toMatch(/there is no table "calls"/);
    const columns = await troubleOf({ ...admin, table: 'hidden' });
    expect(columns).toMatch(
      /table \S+ has no column src, .* a view with these names does as well/i,
    );
    const database = open(config({ table: 'hidden' }));
    const right = database.ask(({ select }) => select(`SELECT * FROM ${database.table}`, []));
    await expect(right).rejects.toThrow(`Run there: ${words.grant}`);
  });

  test('nothing can be written, whatever the rights of the user', async () => {
    const database = open(config({ user: 'admin', secret: ADMIN_SECRET }));
    await expect(
      database.ask(({ select }) => select("DELETE FROM cdr WHERE uniqueid = '1'", [])),
    ).rejects.toThrow(/read.only/i);
    expect(await server.sql('SELECT count(*) FROM cdr', name)).toEqual([[String(ROWS)]]);
  });

  test('a statement that takes too long is given up, by the server and else by us', async () => {
    for (const deadlines of [
      { ...DEADLINES, statement: 200 },
      { ...DEADLINES, answer: 200 },
    ]) {
      const began = performance.now();
      const slow = open(config(), deadlines).ask(({ select }) => select(words.sleep, []));
      await expect(slow).rejects.toThrow(
        /not read in time: .*CREATE INDEX cdr_start ON cdr \(calldate\)/,
      );
      expect(performance.now() - began).toBeLessThan(3_000);
    }
  });

  test('a server that takes the connection and says nothing is left', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      expect(await troubleOf({ port }, { ...DEADLINES, connect: 200 })).toMatch(
        new RegExp(`does not answer: .*${words.listens}`),
      );
    } finally {
      silent.close();
    }
  });

  test('over TLS with its CA, and not with another', async () => {
    const [[...version] = []] = await open(config({ tls: { ca } })).ask(({ select }) =>
      select(words.encrypted, []),
    );
    expect(version.join()).toMatch(/TLSv1\.[23]/);
    expect(await troubleOf({ tls: { ca: null } })).toMatch(/no trusted TLS connection: .*"ca"/);
  });

  test('a look is served by the index on the time at which calls begin', async () => {
    const asked: string[] = [];
    const noted: CdrDatabase = {
      ...open(config()),
      ask: (work) =>
        open(config()).ask((database) =>
          work({
            ...database,
            select(statement, values) {
              const filled = values.reduce(
                (text, value, at) =>
                  text.replace(words.kind === 'mysql' ? '?' : `$${at + 1}`, `'${value}'`),
                statement,
              );
              asked.push(filled);
              return database.select(statement, values);
            },
          }),
        ),
    };
    const source = createDatabaseSource(noted, { clock: systemClock });
    await source.read(await source.end());
    const looks = asked.filter((statement) => /FROM \S*cdr\b/.test(statement));
    expect(looks).toHaveLength(3);
    for (const statement of looks) {
      const plan = (await server.sql(`EXPLAIN ${statement}`, name)).join('\n');
      expect(plan).toMatch(words.byIndex);
    }
  });

  test('what was written is what is read, in any letters', async () => {
    const hostile = `'"\\ Анна 😀 %s $1`;
    const literal = `'${hostile.replaceAll("'", "''").replaceAll('\\', words.kind === 'mysql' ? '\\\\' : '\\')}'`;
    await server.sql(
      `INSERT INTO cdr (calldate, duration, billsec, src, disposition, uniqueid)
       VALUES ('2026-11-23 10:00:00', 9, 4, ${literal}, 'ANSWERED', '1795428000.1')`,
      name,
    );
    const source = createDatabaseSource(open(config()), { clock: systemClock });
    const day = Date.UTC(2026, 10, 23);
    const rows = await source.between(day, day + 86_400_000);
    expect(rows.find(({ uniqueId }) => uniqueId === '1795428000.1')).toMatchObject({
      src: hostile,
      start: day + 36_000_000,
      answer: day + 36_006_000,
      end: day + 36_010_000,
    });
  });

  test('it goes away and comes back: said meanwhile, read on afterwards', async () => {
    const { next } = await read();
    await server.stop();
    expect(await troubleOf()).toMatch(/does not answer: .*Start it/);
    await server.start();
    const source = createDatabaseSource(open(config()), { clock: systemClock });
    await expect(source.read(next)).resolves.toMatchObject({ more: true });
  });
});
