import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { REPLAY_SETTINGS } from '../../../fixtures/replay-settings.ts';
import type { CallRecord } from '../contract/index.ts';
import { readCapture } from '../replay/capture.ts';
import { replayCalls } from '../replay/replay-calls.ts';

// Real calls on real Asterisk 22 and 16. What is expected comes from the scripts that made the calls
// (fixtures/asterisk/scenarios.ts), never from our own output.
const folder = new URL('../pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const names = globSync(`${folder}*.expected.json`)
  .map((file) => basename(file, '.expected.json'))
  .sort();

/** Times may differ by what the phones' own timers are off. */
const TOLERANCE_MS = 400;

/** Such as transfers, of which a script knows not all, `at` for one. */
function hasObjects(value: unknown): value is object {
  return JSON.stringify(value).includes('{');
}

function expectCall(call: CallRecord | undefined, expected: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(expected)) {
    const found = call?.[field as keyof CallRecord];
    if (field.endsWith('Ms')) {
      expect(
        Math.abs(Number(found) - Number(value)),
        `${field}: ${found}, not ${value}`,
      ).toBeLessThanOrEqual(TOLERANCE_MS);
    } else if (field === 'rangTogether') {
      // which of them was first, only the PBX knows
      expect([...(call?.rang ?? [])].sort()).toEqual(value);
    } else if (hasObjects(value)) expect(found, field).toMatchObject(value);
    else expect(found, field).toEqual(value);
  }
}

test('there are recordings of both versions', () => {
  expect(names.filter((name) => name.endsWith('-22')).length).toBeGreaterThan(70);
  expect(names.filter((name) => name.endsWith('-16')).length).toBeGreaterThan(70);
});

test.each(names)('C1–C19 %s', (name) => {
  const expected = JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8')) as Record<
    string,
    unknown
  >[];
  const calls = replayCalls(readCapture(`${folder}${name}.jsonl`), REPLAY_SETTINGS);
  expect(calls).toHaveLength(expected.length);
  const byNumber = (a: Record<string, unknown>, b: Record<string, unknown>) =>
    String(a.externalNumber).localeCompare(String(b.externalNumber));
  const sorted = [...calls].sort(byNumber);
  for (const [index, one] of [...expected].sort(byNumber).entries()) expectCall(sorted[index], one);
});
