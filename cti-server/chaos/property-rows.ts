import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const REPERTOIRE = 'cti-server/src/calls/repertoire.property.test.ts';

/** A09, A10: the property tests of the call model, as often as the row asks. */
export async function propertyRow(row: 'A09' | 'A10', runs: number): Promise<boolean> {
  const { status } = spawnSync(
    'vitest',
    ['run', '--project', 'unit', REPERTOIRE, '-t', row, '--testTimeout', '3600000'],
    {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, CHAOS_RUNS: String(runs) },
      stdio: 'inherit',
    },
  );
  return status === 0;
}
