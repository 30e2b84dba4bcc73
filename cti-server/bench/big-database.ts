import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CRM_JOURNAL,
  crmMigrations,
  type DatabaseHandle,
  migrate,
  openDatabase,
  transaction,
} from '@perezvon/crm-core';
import { createRandom, type Random } from '../../fixtures/sample-people/random.ts';
import { seedDatabase } from '../../fixtures/sample-people/seed.ts';
import { aCall } from '../../fixtures/temp-log.ts';
import type { Caller, CallRecord } from '../src/contract/index.ts';
import { interactionOf } from '../src/call-log/interaction.ts';
import { note } from './figure.ts';

const MIGRATIONS = join(import.meta.dirname, '../migrations');
const PREFIX = 'perezvon-bench-data-';
const CALLS = 1_000_000;
/** What the log keeps of its entries. */
const ENTRIES = 20_000;
const FIRST_CALL = Date.UTC(2024, 11, 1);
const APART_MS = 62_000;
/** Which queue a customer's call came through; null: none. */
const QUEUES = ['sales', 'support', 'support', 'billing', null] as const;

/**
 * The directory of a database (`perezvon.db`) with 1,000,000 contacts and 1,000,000 calls. Made once per
 * state of the migrations, in a minute or two, and kept in the system's temporary directory.
 */
export function bigDatabase(): string {
  const sql = [crmMigrations(), MIGRATIONS].flatMap((dir) => globSync(join(dir, '*.sql')).sort());
  const hash = createHash('sha256');
  for (const file of [...sql, import.meta.filename]) hash.update(readFileSync(file));
  const dir = join(tmpdir(), `${PREFIX}${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(dir)) return dir;
  // those of other states of the migrations: a gigabyte each
  for (const old of globSync(join(tmpdir(), `${PREFIX}*`)))
    rmSync(old, { recursive: true, force: true });
  note('making 1,000,000 contacts and 1,000,000 calls, once …');
  const began = performance.now();
  const making = `${dir}.part`;
  mkdirSync(making, { mode: 0o700 });
  fill(join(making, 'perezvon.db'));
  renameSync(making, dir);
  note(`made in ${((performance.now() - began) / 1_000).toFixed(0)} s: ${dir}`);
  return dir;
}

function fill(file: string): void {
  const handle = openDatabase({ file });
  migrate(handle, crmMigrations(), CRM_JOURNAL);
  migrate(handle, MIGRATIONS, 'cti_migrations');
  handle.sqlite.pragma('synchronous = OFF');
  seedDatabase(handle, { seed: 1, people: 950_000, companies: 50_000 });
  // the rows are right as they are made: checking a million references costs as much as writing them
  handle.sqlite.pragma('foreign_keys = OFF');
  transaction(handle, () => withIndexesAtEnd(handle, () => writeCalls(handle)));
  handle.sqlite.exec('ANALYZE');
  handle.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  handle.close();
}

/** Indexes sorted once instead of per row. */
function withIndexesAtEnd({ sqlite }: DatabaseHandle, work: () => void): void {
  const indexes = sqlite
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
        AND tbl_name IN ('calls', 'call_extensions', 'call_queues', 'interactions')`,
    )
    .all();
  for (const { name } of indexes) sqlite.exec(`DROP INDEX ${name}`);
  work();
  for (const { sql } of indexes) sqlite.exec(sql);
}

function writeCalls({ sqlite }: DatabaseHandle): void {
  const call = sqlite.prepare(
    `INSERT INTO calls (id, pbx, record, caller, complete, direction, disposition, e164, contact_id, started_at, ended_at)
     VALUES (?, 'office', ?, ?, 1, ?, ?, ?, ?, ?, ?)`,
  );
  const extension = sqlite.prepare(
    "INSERT INTO call_extensions (call_id, pbx, extension, started_at, direction, disposition) VALUES (?, 'office', ?, ?, ?, ?)",
  );
  const queued = sqlite.prepare(
    'INSERT INTO call_queues (call_id, queue, started_at) VALUES (?, ?, ?)',
  );
  const interaction = sqlite.prepare(
    `INSERT INTO interactions (id, kind, call_id, contact_id, direction, result, started_at, ended_at, handled_by)
     VALUES (?, 'call', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const entry = sqlite.prepare(
    "INSERT INTO call_log_entries (at, kind, body) VALUES (?, 'call', ?)",
  );
  const people = somePeople(sqlite);
  const random = createRandom(2);
  for (let n = 0; n < CALLS; n += 1) {
    const person = random.pick(people);
    const record = madeUp(random, { n, e164: person.e164 });
    const caller = callerOf(person);
    const text = JSON.stringify(record);
    const { id, direction, disposition, e164, handledBy } = record;
    const from = Date.parse(record.startedAt);
    const to = Date.parse(record.endedAt ?? record.startedAt);
    call.run(id, text, JSON.stringify(caller), direction, disposition, e164, person.id, from, to);
    extension.run(id, record.rang[0], from, direction, disposition);
    if (record.queue !== null) queued.run(id, record.queue, from);
    const { contactId, result } = interactionOf(record, caller);
    interaction.run(
      `call-${n}`,
      id,
      contactId,
      direction,
      result,
      from,
      to,
      JSON.stringify(handledBy),
    );
    if (n >= CALLS - ENTRIES) {
      entry.run(
        to,
        JSON.stringify({
          pbx: 'office',
          record,
          caller,
          complete: true,
          recordingId: null,
          note: '',
          outcome: null,
          merged: [],
        }),
      );
    }
  }
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly e164: string;
}

function somePeople(sqlite: DatabaseHandle['sqlite']): Person[] {
  return sqlite
    .prepare<[], Person>(
      `SELECT c.id, c.name, n.e164 FROM contact_numbers n JOIN contacts c ON c.id = n.contact_id
       WHERE c.kind = 'person' AND n.row % 10 = 0`,
    )
    .all();
}

function callerOf({ id, name }: Person): Caller {
  const contact = { id, kind: 'person', name, companyName: null, role: '' } as const;
  return { kind: 'known', contact, chosen: false };
}

/** A call of a minute at one of fifty extensions. */
function madeUp(random: Random, { n, e164 }: { n: number; e164: string }): CallRecord {
  const direction = random.chance(0.6) ? 'inbound' : 'outbound';
  const disposition = random.pick([
    'answered',
    'answered',
    'answered',
    'no-answer',
    'busy',
    'abandoned',
  ] as const);
  const at = FIRST_CALL + n * APART_MS;
  const extension = String(101 + Math.floor(random.next() * 50));
  const answered = disposition === 'answered' ? [extension] : [];
  return aCall({
    id: `office-${at}.${n}`,
    direction,
    disposition,
    queue: direction === 'inbound' ? random.pick(QUEUES) : null,
    state: 'ended',
    e164,
    externalNumber: e164.slice(1),
    startedAt: new Date(at).toISOString(),
    endedAt: new Date(at + 60_000).toISOString(),
    rang: [extension],
    answeredBy: answered,
    handledBy: answered,
  });
}
