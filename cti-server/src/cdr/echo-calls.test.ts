import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRecordsStage, type RecordsStage } from '../../../fixtures/records-stage.ts';
import { createBackfill } from './backfill.ts';
import { createCsvSource } from './csv-source.ts';
import { reconcile } from './reconcile.ts';

// C22: a call to oneself that the page or a set-up check asked for is nobody's, though the PBX records it.

const NOON = Date.UTC(2026, 10, 23, 12);
const ECHO = 'perezvon-echo-1f8bfc69-00c8-479d-8ff3-75323807c3b6';

let stage: RecordsStage;
let dir: string;

beforeEach(() => {
  stage = createRecordsStage(NOON);
  dir = mkdtempSync(join(tmpdir(), 'perezvon-echo-'));
});
afterEach(async () => {
  await stage.close();
  rmSync(dir, { recursive: true });
});

test('C22 R1 R3 an echo call in a table of records is neither filled in nor missing', async () => {
  await createBackfill(stage.parts()).look();
  const columns = { channel: 'PJSIP/101-000000aa', dstchannel: '', lastapp: 'Echo', dst: 's' };
  // as long as the column of the sample is
  stage.write(NOON - 600_000, { ...columns, uniqueid: ECHO.slice(0, 32) });
  const call = stage.write(NOON - 300_000);
  await createBackfill(stage.parts()).look();
  expect(await stage.ids()).toEqual([call]);
  const day = { day: '2026-11-23', from: NOON - 3_600_000, to: NOON };
  const told = await reconcile(day, stage.parts());
  expect(told).toMatchObject({ calls: 1, filled: 0, missing: 0, extra: 0, findings: [] });
});

test('C22 R1 an echo call in Master.csv is not filled in', async () => {
  const file = join(dir, 'Master.csv');
  const lines: string[] = [];
  const write = (id: string, channel: string, dialled: string) => {
    const times = ['2026-11-23 11:55:00', '2026-11-23 11:55:01', '2026-11-23 11:55:04'];
    const who = ['', '79161234567', '101', 'direct', '', channel, dialled, 'Dial', ''];
    const fields = [...who, ...times, '4', '3', 'ANSWERED', '', id, '', '', id, '1'];
    lines.push(`${fields.map((field) => `"${field}"`).join(',')}\n`);
    writeFileSync(file, lines.join(''));
  };
  writeFileSync(file, '');
  const parts = { ...stage.parts(), source: createCsvSource(file) };
  const backfill = createBackfill(parts);
  await backfill.look();
  write(ECHO, 'PJSIP/101-000000aa', '');
  write(`${Date.UTC(2026, 10, 23, 11, 55) / 1_000}.7`, 'PJSIP/pstn-000000ab', 'PJSIP/101-000000ac');
  await backfill.look();
  expect(await stage.ids()).toEqual([`office-${Date.UTC(2026, 10, 23, 11, 55) / 1_000}.7`]);
});
