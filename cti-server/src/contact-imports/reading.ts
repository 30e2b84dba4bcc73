import { type CsvRecord, type ImportBatch, readRecord, type RowRules } from '@perezvon/crm-core';
import type { ImportPlan } from '@perezvon/crm-core/model';
import type { Clock } from '../kernel/clock.ts';
import { csvRecords } from './csv-records.ts';

/**
 * A batch is to be written within this time, ms: a pop that comes meanwhile hardly waits, and what a batch leaves is
 * garbage of the young generation (with 15 ms the memory rose by twice as much).
 */
const BATCH_MS = 5;
/** Each batch costs a commit, which on a busy disk takes longer than its lines: fewer would hold nobody up less. */
const FEWEST = 40;
const MOST = 500;

/** Writes a batch; false: it runs no more. */
export type Take = (batch: ImportBatch) => Promise<boolean>;

/**
 * Reads a file from where it was left and gives it to `take` in batches. After each the server has half as much time for
 * all else as the batch took. Gives false where it was ended before its end.
 */
export async function readInBatches(options: {
  file: string;
  plan: ImportPlan;
  ownerOf: RowRules['ownerOf'];
  /** So many records were dealt with before. */
  taken: number;
  take: Take;
  clock: Pick<Clock, 'monotonic' | 'after'>;
}): Promise<boolean> {
  const { file, plan, ownerOf, take, clock } = options;
  const { reading, columns, country, known } = plan;
  const rules = { columns, country, ownerOf };
  let after = options.taken;
  let before = after + (reading.header ? 1 : 0);
  let size = FEWEST;
  let waiting: CsvRecord[] = [];

  async function write(isLast: boolean): Promise<boolean> {
    const began = clock.monotonic();
    const records = waiting.map((record) => readRecord(record, rules));
    if (!(await take({ after, records, known, isLast }))) return false;
    after += waiting.length;
    waiting = [];
    const tookMs = clock.monotonic() - began;
    size = Math.round(Math.min(MOST, Math.max(FEWEST, (size * BATCH_MS) / Math.max(1, tookMs))));
    if (!isLast) await rest(tookMs, clock);
    return true;
  }

  for await (const record of csvRecords(file, reading)) {
    if (before > 0) {
      before -= 1;
      continue;
    }
    waiting.push(record);
    if (waiting.length >= size && !(await write(false))) return false;
  }
  return write(true);
}

/** Gives the others half as much time as was taken. */
export function rest(tookMs: number, clock: Pick<Clock, 'after'>): Promise<void> {
  return new Promise((resolve) => clock.after(Math.min(100, Math.max(1, tookMs / 2)), resolve));
}
