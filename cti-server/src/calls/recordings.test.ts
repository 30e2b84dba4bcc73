import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { REPLAY_SETTINGS } from '../../../fixtures/replay-settings.ts';
import { SCENARIOS } from '../../../fixtures/asterisk/scenarios.ts';
import { type ExpectedCall, SOURCES } from '../../../fixtures/asterisk/expected-call.ts';
import { CallRecord } from '../contract/index.ts';
import { readCapture } from '../replay/capture.ts';
import { replayCalls } from '../replay/replay-calls.ts';

// Real calls on real Asterisk 22 and 16. What is expected comes from the scripts that made the calls, the phones
// on the wire and the PBX's own records (fixtures/asterisk/expected-call.ts), never from our own output.
const folder = new URL('../pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const names = globSync(`${folder}*.jsonl`)
  .map((file) => basename(file, '.jsonl'))
  .sort();

const expectedOf = (name: string) =>
  JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8')) as ExpectedCall[];

/** Times may differ by what the phones' own timers are off. */
const TOLERANCE_MS = 400;

/** The names that the PBX gave a call, and that it is over: the script cannot know the one and means the other. */
const NAMES = ['id', 'state', 'linkedIds'];
/** Of what nobody does in these scripts (recording-pause.real.test.ts does), and what further-recordings.test.ts holds. */
const UNTOLD = ['recordingPauses', 'recordings'];
const FIELDS = Object.keys(CallRecord.properties).filter(
  (field) => ![...NAMES, ...UNTOLD].includes(field),
);

/** As it is written in the expectation: times in ms from the first line. */
function timed(value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return Date.parse(value);
  if (Array.isArray(value)) return value.map(timed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, timed(one)]));
}

/** Of phones that ring together only the PBX knows which was first. */
function inAnyOrder(call: ExpectedCall): ExpectedCall {
  const legs = [...call.legs].sort((a, b) => a.party.localeCompare(b.party));
  return { ...call, legs, rang: [...call.rang].sort() };
}

/** What is found where it is expected, the times where they are near enough. */
function near(found: unknown, expected: unknown, field = ''): unknown {
  if (typeof found === 'number' && typeof expected === 'number') {
    const isTime = /(?:At|Ms|^at)$/.test(field);
    return isTime && Math.abs(found - expected) <= TOLERANCE_MS ? expected : found;
  }
  if (typeof found !== 'object' || found === null) return found;
  if (typeof expected !== 'object' || expected === null) return found;
  const other = expected as Record<string, unknown>;
  if (Array.isArray(found)) return found.map((one, index) => near(one, other[index], field));
  return Object.fromEntries(
    Object.entries(found).map(([key, one]) => [key, near(one, other[key], key)]),
  );
}

/** Those who rang one after the other are named in this order. */
function expectOrder(call: CallRecord, { legs, rang }: ExpectedCall): void {
  const first = (party: string) => legs.find((leg) => leg.party === party)?.rangAt ?? 0;
  for (const [index, party] of call.rang.entries())
    for (const later of call.rang.slice(index + 1))
      if (Math.abs(first(party) - first(later)) > TOLERANCE_MS)
        expect(rang.indexOf(party), `${party} before ${later}`).toBeLessThan(rang.indexOf(later));
}

test('there is a recording of each scenario on both versions, and README.md says of what', () => {
  const plain = (version: string) =>
    names.filter((name) => name.endsWith(version)).map((name) => name.replace(version, ''));
  const table = readFileSync(`${folder}README.md`, 'utf8').split('| what happens | recording |')[1];
  const told = [...(table ?? '').matchAll(/^\|[^|]*\|([^|]*)\|$/gm)].flatMap(([, cell = '']) =>
    cell.split(',').map((name) => name.trim()),
  );
  const scenarios = Object.keys(SCENARIOS).sort();
  expect(plain('-22')).toEqual(scenarios);
  expect(plain('-16')).toEqual(scenarios);
  expect(told.filter((name) => name !== '---').sort()).toEqual(scenarios);
});

test.each(names)('what is expected of %s is said of every field of a record', (name) => {
  expect(Object.keys(SOURCES).sort()).toEqual([...FIELDS].sort());
  for (const call of expectedOf(name)) expect(Object.keys(call)).toEqual(Object.keys(SOURCES));
});

/** The record with one thing changed: each in turn. Times by more than they may differ. */
function* changed(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield [...value, 'another'];
    for (const [index, one] of value.entries())
      for (const other of changed(one)) yield value.with(index, other);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value))
      for (const other of changed(one)) yield { ...value, [key]: other };
  } else yield typeof value === 'number' ? value + TOLERANCE_MS + 1 : `${value}, or not`;
}

test('whatever is changed in a record, it is not the one expected', () => {
  let count = 0;
  for (const name of names) {
    for (const one of expectedOf(name)) {
      const plain = inAnyOrder(one);
      expect(near(plain, plain)).toEqual(plain);
      for (const other of changed(plain)) {
        count += 1;
        expect(near(other, plain)).not.toEqual(plain);
      }
    }
  }
  expect(count).toBeGreaterThan(8_000);
});

test.each(names)('C1–C26 %s', (name) => {
  const expected = expectedOf(name);
  const calls = replayCalls(readCapture(`${folder}${name}.jsonl`), REPLAY_SETTINGS);
  expect(calls).toHaveLength(expected.length);
  const byNumber = (a: Pick<CallRecord, 'externalNumber'>, b: typeof a) =>
    String(a.externalNumber).localeCompare(String(b.externalNumber));
  const sorted = [...calls].sort(byNumber);
  for (const [index, one] of [...expected].sort(byNumber).entries()) {
    const call = sorted[index] as CallRecord;
    expect(call.state).toBe('ended');
    expectOrder(call, one);
    const found = Object.fromEntries(FIELDS.map((field) => [field, timed(call[field as never])]));
    const plain = inAnyOrder(one);
    expect(near(inAnyOrder(found as ExpectedCall), plain)).toEqual(plain);
  }
});
