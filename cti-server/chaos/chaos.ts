// `npm run chaos -- ROW [22|16] [--calls N] [--keep]`: rows of the test catalogue that take minutes. Ends
// with 1 when the row is not met; the last results stand in docs/reliability.md.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { away } from './away.ts';
import { backupsUnderLoad } from './backups.ts';
import { crashPoints, failedSyncs } from './crash-points.ts';
import { reconnects } from './reconnects.ts';
import { midTraffic } from './mid-traffic.ts';
import { eventStorm } from './event-storm.ts';
import { fullDisk } from './full-disk.ts';
import { deadLink } from './dead-link.ts';
import { herd, slowClient } from './live-crowds.ts';
import { fuzz } from './fuzz.ts';
import { migrationCrashes } from './migrations.ts';
import { mixedRun } from './mixed-run.ts';
import { otherClock } from './other-clock.ts';
import { pbxTroubles } from './pbx-troubles.ts';
import { powerCuts } from './power-cuts.ts';
import { propertyRow } from './property-rows.ts';
import type { Row, RowOptions } from './row.ts';
import { slowDisk } from './slow-disk.ts';
import { slowReader } from './slow-reader.ts';
import { stops } from './stops.ts';

const ROWS: Readonly<Record<string, Row>> = {
  A01: (options) => mixedRun('A01', 'none', options),
  A02: (options) => mixedRun('A02', 'kills', options),
  A03: crashPoints,
  A04: powerCuts,
  A05: away,
  A06: midTraffic,
  A07: reconnects,
  A08: () => propertyRow('A08', 10_000),
  A09: () => propertyRow('A09', 20_000),
  A10: () => propertyRow('A10', 1_000),
  A11: pbxTroubles,
  A12: otherClock,
  B03: slowReader,
  B04: deadLink,
  B05: (options) => mixedRun('B05', 'cuts', options),
  B07: eventStorm,
  B09: fuzz,
  C02: fullDisk,
  C03: failedSyncs,
  C04: slowDisk,
  C06: backupsUnderLoad,
  C08: migrationCrashes,
  D03: slowClient,
  D04: herd,
  D06: popsOnScreen,
  E01: stops,
};

/** D06 is a program of the page's folder: the server imports nothing of the web. */
async function popsOnScreen({ calls }: RowOptions): Promise<boolean> {
  const program = join(import.meta.dirname, '../../softphone-web/bench/pops.ts');
  const seconds = calls === null ? [] : [String(calls)];
  const child = spawn(process.execPath, [program, ...seconds], { stdio: 'inherit' });
  return (await new Promise((resolve) => child.on('exit', resolve))) === 0;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { calls: { type: 'string' }, keep: { type: 'boolean', default: false } },
});
const row = ROWS[positionals[0] ?? ''];
if (!row) {
  console.error(
    `npm run chaos -- ROW [22|16] [--calls N] [--keep]\nRows: ${Object.keys(ROWS).join(' ')}`,
  );
  process.exit(2);
}
process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));
const met = await row({
  version: positionals.includes('16') ? 16 : 22,
  calls: values.calls === undefined ? null : Number(values.calls),
  keep: values.keep,
});
console.log(`${positionals[0]}: ${met ? 'met' : 'NOT MET'}`);
process.exit(met ? 0 : 1);
