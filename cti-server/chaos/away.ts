import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import {
  makeMariadbTable,
  makePostgresTable,
  READER_SECRET,
  recordsInto,
} from '../../fixtures/databases/asterisk-records.ts';
import { startMariadb } from '../../fixtures/databases/mariadb.ts';
import { startPostgres } from '../../fixtures/databases/postgres.ts';
import { until } from '../../fixtures/until.ts';
import { compareWithLedger, type LedgerLine } from './ledger.ts';
import { makeCalls } from './mixed-calls.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { FILLED_IN_MS, startSupervised, type SupervisedServer } from './supervised-server.ts';

const COUNT = 200;
const PER_SECOND = 5;
const WITHIN_MS = 60_000;

/**
 * A05 The server is down while 200 calls of all kinds begin and end. Started again, it has all of them
 * within 60 s by the records of the PBX: Master.csv, a table of PostgreSQL without linkedid and in a zone of
 * its own, FreePBX's table of MariaDB. Later looks and another start change nothing. Calls that are seen
 * then agree with the records.
 */
export async function away(options: RowOptions): Promise<boolean> {
  const [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()]);
  try {
    await Promise.all([makePostgresTable(postgres), makeMariadbTable(mariadb)]);
    const stage = { ...options, configure: recordsInto({ postgres, mariadb }) };
    return await onStage(stage, async ({ dir, pbx, office }) => {
      const [secret, user] = [READER_SECRET, 'perezvon@127.0.0.1'];
      const sources = {
        'Master.csv': { file: pbx.cdrFile },
        PostgreSQL: { secret, url: `postgres://${user}:${postgres.port}/asterisk` },
        MariaDB: { secret, url: `mysql://${user}:${mariadb.port}/asteriskcdrdb` },
      };
      const servers = new Map<string, SupervisedServer>();
      try {
        for (const [name, cdr] of Object.entries(sources)) {
          const data = join(dir, name);
          mkdirSync(data);
          const server = await startSupervised(data, pbx, { cdr });
          servers.set(name, server);
          await until(() => hasLooked(data), { what: `a first look at ${name}` });
          await server.stop();
        }
        const count = options.calls ?? COUNT;
        const { ledger, broken } = await makeCalls(office, { count, perSecond: PER_SECOND });
        for (const line of broken) console.log(`    ${line}`);
        let met = broken.length === 0;
        for (const [name, server] of servers)
          met =
            (await cameBack(`A05 on Asterisk ${options.version}, ${name}`, server, ledger)) && met;
        const seen = await makeCalls(office, { count: count / 4, perSecond: PER_SECOND });
        await new Promise((resolve) => setTimeout(resolve, FILLED_IN_MS));
        for (const line of seen.broken) console.log(`    ${line}`);
        for (const [name, server] of servers) {
          const { calls, missing, extra, different, findings } = await server.reconcile();
          const found = missing + extra + different;
          met &&= found + seen.broken.length === 0;
          console.log(
            `  ${name}, with ${seen.ledger.length} more that were seen: ${calls} calls, ${found} differences`,
          );
          for (const one of findings.slice(0, 10)) console.log(`    ${JSON.stringify(one)}`);
        }
        return met;
      } finally {
        for (const server of servers.values()) await server.stop();
      }
    });
  } finally {
    await Promise.all([postgres.remove(), mariadb.remove()]);
  }
}

function hasLooked(data: string): boolean {
  const database = new Sqlite(join(data, 'perezvon.db'), { readonly: true });
  try {
    return database.prepare('SELECT place FROM cdr_places').get() !== undefined;
  } finally {
    database.close();
  }
}

async function cameBack(
  name: string,
  server: SupervisedServer,
  ledger: readonly LedgerLine[],
): Promise<boolean> {
  const began = performance.now();
  await server.start();
  const numbers = async () =>
    new Set((await server.calls()).map(({ externalNumber }) => externalNumber));
  await until(
    async () => {
      const known = await numbers();
      return ledger.every(({ number }) => known.has(number));
    },
    { what: 'all calls', timeoutMs: WITHIN_MS },
  ).catch(() => undefined);
  const took = Math.round((performance.now() - began) / 1_000);
  const first = await server.calls();
  const { lost, doubled, extra, late, wrong } = compareWithLedger(ledger, first);
  const unmarked = first.filter(({ reason }) => reason !== 'from-cdr');
  await new Promise((resolve) => setTimeout(resolve, FILLED_IN_MS));
  await server.kill();
  const records = await server.reconcile();
  const again = await server.calls();
  const changed = JSON.stringify(again) !== JSON.stringify(first);
  const found = records.missing + records.extra + records.different;
  console.log(
    `${name}: ${ledger.length - lost.length} of ${ledger.length} calls after ${took} s, ${doubled.length} doubled, ` +
      `${extra.length} extra, ${unmarked.length} not marked; later looks and a restart changed ${changed ? 'something' : 'nothing'}; ` +
      `${found} differences from the records; ${late.length} times more than 1 s off, ${wrong.length} facts that records do not tell`,
  );
  for (const lines of [lost, doubled, extra, late, wrong])
    for (const line of lines.slice(0, 10)) console.log(`    ${line}`);
  return lost.length + doubled.length + unmarked.length + found === 0 && !changed;
}
