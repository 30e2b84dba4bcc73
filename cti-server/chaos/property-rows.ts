import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const REDUCER = 'cti-server/src/calls/reduce.property.test.ts';
const REPERTOIRE = 'cti-server/src/calls/repertoire.property.test.ts';
const CORE = 'cti-server/src/core.property.test.ts';
const FILES = { A08: REDUCER, A09: REPERTOIRE, A10: CORE } as const;

/** A08, A09, A10: the property tests of the call model and of the server's core, as often as the row asks. */
export async function propertyRow(row: keyof typeof FILES, runs: number): Promise<boolean> {
  const { status } = spawnSync('vitest', ['run', '--project', 'unit', FILES[row], '-t', row], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, CHAOS_RUNS: String(runs) },
    stdio: 'inherit',
  });
  return status === 0;
}
