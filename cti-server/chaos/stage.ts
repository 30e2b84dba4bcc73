import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AsteriskOptions,
  type RunningAsterisk,
  startAsterisk,
} from '../../fixtures/asterisk/asterisk.ts';
import { type Office, openOffice } from './office.ts';
import type { RowOptions } from './row.ts';

/** A PBX of the row's own with its phones, and a folder. */
export interface ChaosStage {
  readonly dir: string;
  readonly pbx: RunningAsterisk;
  readonly office: Office;
}

/** Runs `act` on a fresh PBX, the sample's but for its clock and what `configure` changes; ends and removes all afterwards. */
export async function onStage<T>(
  { version, keep, ...changes }: RowOptions & Pick<AsteriskOptions, 'configure' | 'clock'>,
  act: (stage: ChaosStage) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-chaos-'));
  const { configure, clock } = changes;
  const pbx = await startAsterisk({
    version,
    portOffset: 9_000,
    ...(configure ? { configure } : {}),
    ...(clock ? { clock } : {}),
  });
  // calls and records of an earlier run are none of ours
  await pbx.restart();
  rmSync(pbx.cdrFile, { force: true });
  const office = await openOffice(pbx, join(dir, 'all.jsonl'));
  try {
    return await act({ dir, pbx, office });
  } finally {
    await office.close();
    await pbx.stop();
    if (keep) console.log(`The server's data and what the PBX said: ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
}
