import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readCapture } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'perezvon-capture-'));
afterAll(() => rmSync(folder, { recursive: true }));
let serial = 0;
function file(content: string | Buffer): string {
  serial += 1;
  const path = join(folder, `c${serial}`);
  writeFileSync(path, content);
  return path;
}
const lines = (...entries: object[]) => entries.map((entry) => JSON.stringify(entry)).join('\n');
const CAPTURE = lines(
  { version: 1 },
  { t: 100, opened: true, who: 'us' },
  { t: 101, sent: 'Action: Login\r\n\r\n' },
  { t: 102.5, data: 'Event: Hangup\r\n\r\n' },
  { t: 103, b64: Buffer.of(0xff).toString('base64') },
  { t: 104, closed: true },
);

test('times count from the first line of the connection; other keys and lines are ignored', () => {
  const entries = readCapture(file(CAPTURE));
  expect(entries.map(({ t, kind }) => [t, kind])).toEqual([
    [0, 'opened'],
    [1, 'sent'],
    [2.5, 'received'],
    [3, 'received'],
    [4, 'closed'],
  ]);
  expect(entries[3]).toMatchObject({ bytes: Buffer.of(0xff) });
});

test('a gzipped capture is read as the plain one', () => {
  expect(readCapture(file(gzipSync(CAPTURE)))).toEqual(readCapture(file(CAPTURE)));
});

test('a plain AMI session takes its times from Timestamp headers', () => {
  const text =
    'Asterisk Call Manager/11.0.0\nEvent: A\nTimestamp: 10.5\n\nEvent: B\nTimestamp: 12.25\n\n';
  expect(readCapture(file(text)).map(({ t }) => t)).toEqual([0, 1750]);
});

test('times count from the first line that has one, also where that says nothing of the connection', () => {
  const capture = lines({ t: 1_000, note: 'lab' }, { t: 3_000, opened: true });
  expect(readCapture(file(capture))).toEqual([{ t: 2_000, kind: 'opened' }]);
});

test('times that go back are of a clock that was started anew: they go on from there', () => {
  const capture = lines(
    { t: 5_000, opened: true },
    { t: 9_000, closed: true },
    { t: 100, opened: true },
    { t: 300, closed: true },
  );
  expect(readCapture(file(capture)).map(({ t }) => t)).toEqual([0, 4_000, 4_000, 4_200]);
});

test.each([
  ['a last line that was cut off', `${CAPTURE}\n{"t":105,"da`],
  ['a torn line in the middle', CAPTURE.replace('{"t":101', '{"t":10\n{"t":101')],
  ['a line without time', CAPTURE.replace('{"t":103', '{"data":"x"}\n{"t":103')],
])('%s is left out and told, the rest is read', (_, content) => {
  const flaws: string[] = [];
  const path = file(content);
  expect(readCapture(path, (flaw) => flaws.push(flaw))).toEqual(readCapture(file(CAPTURE)));
  expect(flaws).toEqual([expect.stringMatching(/, line \d: .+ The line is left out\.$/)]);
});

test('a gzipped capture that was cut off is read as far as it goes', () => {
  const whole = gzipSync(CAPTURE);
  const flaws: string[] = [];
  const entries = readCapture(file(whole.subarray(0, whole.length - 9)), (flaw) =>
    flaws.push(flaw),
  );
  expect(entries.length).toBeGreaterThan(0);
  expect(flaws[0]).toMatch(/ends in the middle/);
});

test('a byte order mark is no part of a capture, in UTF-8 and in UTF-16', () => {
  expect(readCapture(file(`\uFEFF${CAPTURE}`))).toEqual(readCapture(file(CAPTURE)));
  const wide = Buffer.from(`\uFEFF${CAPTURE}`, 'utf16le');
  expect(readCapture(file(wide))).toEqual(readCapture(file(CAPTURE)));
});

test.each([
  ['{broken', /line 1: "\{broken" is no JSON.* This is no capture: one is JSON lines such as/],
  ['{"data":"x"}', /line 1: "t" \(ms\) is missing/],
  ['{"x":1}', /no line has "data", .* This is no capture/],
  ['{\n  "port": 8080\n}\n', /line 1: "\{" is no JSON.* This is no capture/],
  [
    '# Perezvon\n\nPress "Call me".\n',
    /line 1: "# Perezvon"\. This is no capture: .*"Event: Newchannel"/,
  ],
  ['\n\n\u001b[31mred\n', /line 3: "·\[31mred"\. This is no capture/],
  ['', / is empty\. This is no capture/],
])('%j: nothing of it can be read, and why', (content, words) => {
  expect(() => readCapture(file(content))).toThrow(words);
});

test('what is damaged inside its packing is said to be', () => {
  const packed = gzipSync(CAPTURE);
  packed.fill(0xff, 12, 30);
  expect(() => readCapture(file(packed))).toThrow(/can't be unpacked: it is damaged/);
});

test('a file that is not there is named', () => {
  expect(() => readCapture(join(folder, 'nowhere'))).toThrow(
    /nowhere can't be read: no such file or directory/,
  );
});
