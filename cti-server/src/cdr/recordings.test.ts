import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { REPLAY_SETTINGS } from '../../../fixtures/replay-settings.ts';
import type { CallRecord } from '../contract/index.ts';
import { readCapture } from '../replay/capture.ts';
import { replayCalls } from '../replay/replay-calls.ts';
import { differences } from './compare.ts';
import { createCsvSource } from './csv-source.ts';
import { type CdrCall, groupRows, joined } from './group.ts';
import { reconstruct } from './reconstruct.ts';
import type { CdrRow } from './row.ts';

// Beside each recorded stream lie the records that the same Asterisk wrote of the same calls.
const folder = new URL('../pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const names = globSync(`${folder}*.cdr.csv`)
  .map((file) => basename(file, '.cdr.csv'))
  .sort();
const isExtension = (name: string) => /^\d{2,6}$/.test(name);
const numbering = {
  pbx: 'replay',
  isExtension,
  outsidePrefix: '9',
  toE164: (number: string) => (/^7\d{10}$/.test(number) ? `+${number}` : null),
};

async function rowsOf(name: string): Promise<readonly CdrRow[]> {
  const { rows, unreadable, more } = await createCsvSource(`${folder}${name}.cdr.csv`).read(null);
  expect({ unreadable, more }).toEqual({ unreadable: 0, more: false });
  return rows;
}

/** The calls of the stream at the time at which they were made. */
function callsOf(name: string, rows: readonly CdrRow[]): CallRecord[] {
  const calls = replayCalls(readCapture(`${folder}${name}.jsonl`), REPLAY_SETTINGS);
  const began = Math.min(...rows.map(({ start }) => start));
  const shift = began - Math.min(...calls.map(({ startedAt }) => Date.parse(startedAt)));
  const later = (time: string | null) =>
    time === null ? null : new Date(Date.parse(time) + shift).toISOString();
  return calls.map((call) => ({ ...call, endedAt: later(call.endedAt) }));
}

function matched(calls: readonly CallRecord[], told: readonly CdrCall[]) {
  return calls.map((call) => ({
    call,
    told: told.filter(({ ids }) => call.linkedIds.some((id) => ids.has(id))),
  }));
}

test.each(names)('R3 the log and the records of the PBX agree: %s', async (name) => {
  const rows = await rowsOf(name);
  const told = groupRows(rows);
  const pairs = matched(callsOf(name, rows), told);
  expect(pairs.flatMap((pair) => pair.told)).toHaveLength(told.length);
  for (const pair of pairs) {
    expect(pair.told.length).toBeGreaterThan(0);
    expect(
      differences({ record: pair.call, complete: true }, reconstruct(joined(pair.told), numbering)),
    ).toEqual([]);
  }
});

test.each(names)('R1 without the linkedid the same rows are one call: %s', async (name) => {
  const rows = await rowsOf(name);
  const plain = rows.map((row) => ({ ...row, linkedId: null }));
  const starts = (calls: readonly CdrCall[]) => calls.map(({ group }) => group).sort();
  expect(starts(groupRows(plain))).toEqual(starts(groupRows(rows)));
});

// where a consultation has a record of its own, the number of calls differs; where the PBX rang the customer first,
// nothing says so
const APART = /^(?:xfer-(?:consultation-cancelled|semi-attended-refer)|callback-\w+)-/;

test.each(names.filter((name) => !APART.test(name)))(
  'R1 records alone tell how each call ended: %s',
  async (name) => {
    const expected = JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8'));
    const told = groupRows(await rowsOf(name)).map((call) => reconstruct(call, numbering));
    const outcomes = (
      calls: readonly Pick<CallRecord, 'direction' | 'disposition' | 'externalNumber'>[],
    ) =>
      calls
        .map(({ direction, disposition, externalNumber }) =>
          // a withheld number is none, whatever the PBX calls it
          [direction, disposition, externalNumber === null ? 'no number' : 'number'].join(' '),
        )
        .sort();
    expect(outcomes(told)).toEqual(outcomes(expected));
  },
);
