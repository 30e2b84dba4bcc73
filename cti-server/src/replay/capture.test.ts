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

test.each([
  ['{"t":1,"data":"x"}\n{broken', /line 2: this is no JSON/],
  ['{"data":"x"}', /line 1: "t" \(ms\) is missing/],
  ['{"x":1}', /this is no capture/],
])('%j is refused with its line', (content, words) => {
  expect(() => readCapture(file(content))).toThrow(words);
});

test('a file that is not there is named', () => {
  expect(() => readCapture(join(folder, 'nowhere'))).toThrow(
    /nowhere can't be read: there is no such file/,
  );
});
