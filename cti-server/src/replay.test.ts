import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallRecord } from './contract/index.ts';
import { readCapture } from './replay/capture.ts';

// The command as a customer's support types it; what the calls must be is proven in calls/recordings.test.ts.

const ROOT = new URL('../..', import.meta.url).pathname;
const RECORDINGS = new URL('pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const ANSWERED = join(RECORDINGS, 'in-direct-answered-22.jsonl');
const OUT = join(RECORDINGS, 'out-answered-22.jsonl');
const INTERNAL = join(RECORDINGS, 'internal-answered-22.jsonl');
const TRANSFER = join(RECORDINGS, 'xfer-blind-refer-16.jsonl');

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-replay-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs the command, in `dir` unless told, without npm between: that is tried once. */
function replay(args: readonly string[], { input = '' }: { input?: string } = {}) {
  const command = join(ROOT, 'cti-server/src/replay.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: dir,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

interface Line {
  readonly file: string;
  readonly calls: readonly CallRecord[];
}
const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(dir, name), content);
  return name;
}

/** What the PBX said in a capture, as plain text. */
const plainText = (capture: string) =>
  readCapture(capture)
    .map((entry) => (entry.kind === 'received' ? entry.bytes.toString() : ''))
    .join('');

describe('npm run -s replay', { timeout: 60_000 }, () => {
  test('--json through npm: one line a file and nothing else, the calls as they were, exit 0', () => {
    const { status, stdout, stderr } = spawnSync(
      'npm',
      ['run', '-s', 'replay', '--', ANSWERED, '--json', '--epoch', '2026-11-23T10:00:00Z'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [line, ...more] = linesOf(stdout);
    expect(more).toEqual([]);
    expect(Object.keys(line ?? {})).toEqual(['file', 'calls']);
    expect(line?.file).toBe(ANSWERED);
    expect(line?.calls).toHaveLength(1);
    const [call] = line?.calls ?? [];
    expect(call).toMatchObject({
      direction: 'inbound',
      externalNumber: '79161234567',
      e164: '+79161234567',
      externalName: 'Анна',
      did: '74950000003',
      disposition: 'answered',
      answeredBy: ['101'],
      handledBy: ['101'],
      hangup: { by: 'caller', cause: 16 },
    });
    expect(call?.startedAt).toMatch(/^2026-11-23T10:00:0\d\.\d{3}Z$/);
    expect(Math.abs((call?.talkMs ?? 0) - 2_000)).toBeLessThan(400);
  });

  test('several files: a line each in their order; gzipped, plain text and standard input tell the same', () => {
    const zipped = file('answered.jsonl.gz', gzipSync(readFileSync(ANSWERED)));
    const text = file('answered.txt', plainText(ANSWERED));
    const args = [ANSWERED, zipped, text, TRANSFER, '-', '--json'];
    const input = readFileSync(ANSWERED, 'utf8');
    const { status, stdout, stderr } = replay(args, { input });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines.map((line) => line.file)).toEqual([ANSWERED, zipped, text, TRANSFER, '-']);
    const [captured, fromZip, fromText, transfer, fromInput] = lines;
    expect(fromZip?.calls).toEqual(captured?.calls);
    expect(fromInput?.calls).toEqual(captured?.calls);
    // plain text has no times but those that the PBX put in
    const facts = (line: Line | undefined) =>
      line?.calls.map(({ externalNumber, disposition, handledBy, hangup }) => ({
        externalNumber,
        disposition,
        handledBy,
        hangup,
      }));
    expect(facts(fromText)).toEqual(facts(captured));
    expect(transfer?.calls).toHaveLength(1);
    expect(transfer?.calls[0]?.transfers).toMatchObject([{ type: 'blind' }]);
  });

  test('without --json: a table for people', () => {
    const { status, stdout } = replay([ANSWERED]);
    expect(status).toBe(0);
    const [title, row, ...more] = stdout.trimEnd().split('\n');
    expect(title).toBe(`${ANSWERED}: 1 call(s)`);
    expect(row).toMatch(
      /inbound +79161234567 +→ 101 +answered +wait 1\.\d s, talk (1\.[6-9]|2\.[0-4]) s$/,
    );
    expect(more).toEqual([]);
  });

  test('without --json: an outbound call goes from the extension to the number, an internal one to who took it', () => {
    const { stdout } = replay([OUT, INTERNAL]);
    expect(stdout).toMatch(/outbound +102 +→ 79161112233 +answered/);
    expect(stdout).toMatch(/internal +102 +→ 101 +answered/);
  });

  test.each([
    ['en', 'phone 101 rings (C4)', 'hung up by the customer, Q.850 cause 16 (normal end) (C8)'],
    [
      'ru',
      'звонит телефон 101 (C4)',
      'положил трубку: клиент, причина Q.850 16 (обычный конец) (C8)',
    ],
  ])(
    '--explain --language %s: what was said, and what followed by which rule',
    (language, ...said) => {
      const { status, stdout, stderr } = replay([ANSWERED, '--explain', '--language', language]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`${ANSWERED}: 1 call(s)`);
      for (const words of said) expect(stdout).toContain(words);
      expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}\S/m);
      expect(stdout).toMatch(/^ +→ .+\(C\d+\)$/m);
    },
  );

  test('settings of a PBX connection: other extensions, prefix and country', () => {
    const args = [ANSWERED, '--json', '--extensions', '9\\d\\d', '--country', 'de'];
    const { status, stdout } = replay(args);
    expect(status).toBe(0);
    // nobody is an extension now
    expect(linesOf(stdout)[0]?.calls.every(({ rang }) => rang.length === 0)).toBe(true);
  });

  test('a file that cannot be read is named, the others are read all the same, exit 1', () => {
    const broken = file('broken.jsonl', '{"x":1}\n');
    const { status, stdout, stderr } = replay(['nowhere.jsonl', broken, ANSWERED, '--json']);
    expect(status).toBe(1);
    expect(linesOf(stdout).map((line) => line.file)).toEqual([ANSWERED]);
    expect(stderr).toMatch(/nowhere\.jsonl can't be read: no such file or directory/);
    expect(stderr).toMatch(/broken\.jsonl: .*This is no capture/);
  });

  test('a file that is no capture is no capture without calls: said once, exit 1', () => {
    const { status, stdout, stderr } = replay([
      join(ROOT, 'README.md'),
      join(ROOT, 'package.json'),
    ]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/README\.md, line 1: "# Perezvon"\. This is no capture/),
      expect.stringMatching(/package\.json, line 1: "\{" is no JSON.* This is no capture/),
    ]);
  });

  test.each([
    ['no file', [], 2, /npm run -s replay -- FILE/],
    ['an unknown option', ['x', '--jsn'], 1, /--jsn/],
    ['a wrong time', ['x', '--epoch', 'now'], 1, /--epoch: "now" is no time; write 2026-/],
    ['a wrong pattern', ['x', '--extensions', '('], 1, /--extensions: "\(" is no regular/],
  ] as const)('%s: said on stderr, nothing on stdout, exit not 0', (_, args, code, words) => {
    const { status, stdout, stderr } = replay(args);
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('--help: the usage, exit 0', () => {
    const { status, stderr } = replay(['--help']);
    expect(status).toBe(0);
    expect(stderr).toContain('--explain');
  });
});
