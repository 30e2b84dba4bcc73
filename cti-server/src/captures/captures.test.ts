import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import { until } from '../../../fixtures/until.ts';
import { silentLog } from '../kernel/log.ts';
import { readCapture } from '../replay/capture.ts';
import { replayCalls } from '../replay/replay-calls.ts';
import { captureLines } from './capture.ts';
import { type CaptureKeeper, createCaptureKeeper } from './keeper.ts';
import { createCaptureStore } from './store.ts';

let temp: TempLog;
let clock: TestClock;

beforeEach(() => {
  clock = createTestClock();
  temp = createTempLog(clock);
});
afterEach(() => temp.remove());

function keeper(days = 14): CaptureKeeper {
  return createCaptureKeeper({
    store: createCaptureStore(temp.handle),
    days: () => days,
    clock,
    log: silentLog,
  });
}

const pop = { at: 1, extension: '101', name: 'Anna', kind: 'shown' } as const;

test('what was said of a call is there while it goes on, and after it; another keeper finds it', async () => {
  const first = keeper();
  first.heard(['office-1', null], { at: 1, text: 'Event: Newchannel', minor: false });
  first.heard(['office-1', 'office-2'], { at: 2, text: 'Event: DialBegin', minor: false });
  first.popped('office-1', pop);
  first.popped('office-1', pop);
  const expected = {
    messages: [
      { at: 1, text: 'Event: Newchannel' },
      { at: 2, text: 'Event: DialBegin' },
    ],
    cut: false,
    pops: [pop],
  };
  expect(await first.get('office-1')).toEqual(expected);
  first.ended('office-1');
  await clock.advance(3_000);
  await until(() => keeper().get('office-1'), { what: 'the capture on the disk' });
  expect(await keeper().get('office-1')).toEqual(expected);
  await first.close();
  expect((await keeper().get('office-2'))?.messages).toHaveLength(1);
});

test('C1 calls that turn out to be one have one history, in order of time', async () => {
  const one = keeper();
  one.heard(['older'], { at: 1, text: 'a', minor: false });
  one.heard(['younger'], { at: 2, text: 'b', minor: false });
  one.heard(['older'], { at: 3, text: 'c', minor: false });
  one.merged('older', ['younger']);
  expect((await one.get('older'))?.messages.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  expect(await one.get('younger')).toBeNull();
});

test('a crash in mid-call loses seconds of it: the next server has what was said before', async () => {
  const first = keeper();
  first.heard(['office-1'], { at: 1, text: 'before', minor: false });
  first.popped('office-1', pop);
  await clock.advance(3_000);
  await until(() => keeper().get('office-1'), { what: 'the piece on the disk' });
  const second = keeper();
  second.heard(['office-1'], { at: 2, text: 'after', minor: false });
  expect(await second.get('office-1')).toMatchObject({
    messages: [{ text: 'before' }, { text: 'after' }],
    pops: [pop],
  });
});

test('what could not be stored is stored later, in its place', async () => {
  temp.handle.sqlite.exec(
    "CREATE TRIGGER no BEFORE INSERT ON call_capture_parts BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  const one = keeper();
  one.heard(['office-1'], { at: 1, text: 'a', minor: false });
  await clock.advance(3_000);
  expect(await one.get('office-1')).toBeNull();
  one.heard(['office-1'], { at: 2, text: 'b', minor: false });
  temp.handle.sqlite.exec('DROP TRIGGER no');
  expect((await one.get('office-1'))?.messages.map(({ text }) => text)).toEqual(['a', 'b']);
});

test('a call that says much keeps its beginning and its end and says so; memory is bounded', async () => {
  const one = keeper();
  for (let at = 0; at < 5_000; at += 1)
    one.heard(['long'], { at, text: `Event: ${at}`, minor: at % 2 === 1 });
  for (let at = 5_000; at < 8_000; at += 1)
    one.heard(['long'], { at, text: `Event: ${at}`, minor: false });
  expect((await one.get('long'))?.messages.at(-1)?.text).toBe('Event: 7999');
  one.ended('long');
  const kept = await one.get('long');
  expect(kept?.cut).toBe(true);
  expect(kept?.messages.length).toBeLessThanOrEqual(2_200);
  expect(kept?.messages.at(0)?.text).toBe('Event: 0');
  expect(kept?.messages.at(-1)?.text).toBe('Event: 7999');
});

test('who got the card is not said to have been elsewhere', async () => {
  const one = keeper();
  one.popped('office-1', { ...pop, kind: 'elsewhere' });
  one.popped('office-1', { ...pop, at: 2 });
  one.popped('office-1', { ...pop, name: 'Oleg', kind: 'elsewhere' });
  expect((await one.get('office-1'))?.pops.map(({ name, kind }) => [name, kind])).toEqual([
    ['Anna', 'shown'],
    ['Oleg', 'elsewhere'],
  ]);
});

test('captures go when their days are over; with 0 days none is kept', async () => {
  const one = keeper(1);
  one.heard(['office-1'], { at: 1, text: 'a', minor: false });
  one.ended('office-1');
  await clock.advance(3_000);
  await until(async () => (await keeper().get('office-1')) !== null, { what: 'the capture' });
  await clock.advance(26 * 3_600_000);
  expect(await one.get('office-1')).toBeNull();
  const none = keeper(0);
  none.heard(['office-2'], { at: 1, text: 'a', minor: false });
  expect(await none.get('office-2')).toBeNull();
});

test.each([
  ['CallerIDNum: +7-916-123-45-67', 'CallerIDNum: 00000000067'],
  [
    'AppData: /var/spool/external-101-79161234567-20261123-104918-1795430843.28.wav',
    'AppData: /var/spool/external-101-00000000067-20261123-104918-1795430843.28.wav',
  ],
  ['Channel: PJSIP/79161234567-0000001f', 'Channel: PJSIP/00000000067-0000001f'],
  ['Linkedid: lab22-1795430843.28', 'Linkedid: lab22-1795430843.28'],
  ['Exten: 9500', 'Exten: 9500'],
  ['AppData: CALLERID(name)=Анна Ильина', 'AppData: CALLERID(name)=***'],
  ['Value: Анна Ильина', 'Value: ***'],
])('masked: %s', (line, expected) => {
  const text = `Event: X\r\nCallerIDName: Анна Ильина\r\n${line}`;
  const [, told = ''] = captureLines(
    { messages: [{ at: 0, text }], cut: false, pops: [] },
    { masked: true },
  ).split('\n');
  const data = (JSON.parse(told) as { data: string }).data.split('\r\n');
  expect(data[2]).toBe(expected);
});

test.each([
  ['Иванов Пётр / Отдел закупок', '<79161234567>'],
  ['<img src=x onerror=alert(1)>', 'ivan.petrov'],
  ['=HYPERLINK("http://x","y")', 'a<script>'],
  ['Мария', 'Anonymous'],
])('masked: neither the name %s nor the number %s of a caller is anywhere', (name, number) => {
  const said = `Event: X\r\nCallerIDNum: ${number}\r\nCallerIDName: ${name}`;
  const text = `${said}\r\nAppData: ${name} from ${number}\r\nMemberName: PJSIP/101\r\nConnectedLineName: <unknown>`;
  const lines = captureLines(
    { messages: [{ at: 0, text }], cut: false, pops: [] },
    { masked: true },
  );
  const { data } = JSON.parse(lines.split('\n')[1] ?? '') as { data: string };
  expect(data).not.toContain(name);
  // who hides it says so, and is told from whom nothing is known
  if (number === 'Anonymous') expect(data).toContain('CallerIDNum: Anonymous');
  else expect(data).not.toContain(number);
  expect(data).toContain('MemberName: PJSIP/101\r\nConnectedLineName: <unknown>');
});

test('saved for support: secrets never, numbers and names only when wanted; replay reads it back', () => {
  const NOON = Date.UTC(2026, 10, 25, 12);
  const source = new URL(
    '../pbx/asterisk-ami/recordings/in-direct-answered-22.jsonl',
    import.meta.url,
  ).pathname;
  const entries = readCapture(source).flatMap((entry) =>
    entry.kind === 'received' ? [{ at: entry.t, text: entry.bytes.toString() }] : [],
  );
  const whole = entries.map(({ text }) => text).join('');
  const messages = whole
    .split('\r\n\r\n')
    .filter((text) => text.startsWith('Event: '))
    .map((text, index) => ({
      at: NOON + index,
      text: text.includes('Newchannel') ? `${text}\r\nSecret: hush` : text,
    }));
  const capture = { messages, cut: false, pops: [] };
  const settings = { extensions: /^\d{3}$/, trunks: null, prefix: '9', country: 'RU', epoch: null };
  const read = (lines: string) => {
    const file = join(temp.handle.file, '..', 'saved.jsonl');
    writeFileSync(file, lines);
    return replayCalls(readCapture(file), settings);
  };
  const plain = captureLines(capture, { masked: false });
  const masked = captureLines(capture, { masked: true });
  expect(plain + masked).not.toContain('hush');
  expect(plain).toContain('79161234567');
  expect(masked).not.toContain('79161234567');
  expect(masked).not.toContain('Анна');
  expect(read(plain)).toMatchObject([{ externalNumber: '79161234567', answeredBy: ['101'] }]);
  // as the call was, not from 1970 on
  expect(read(plain)[0]?.startedAt).toMatch(/^2026-11-25T12:00:00\.\d{3}Z$/);
  expect(read(masked)).toMatchObject([
    { externalNumber: '00000000067', answeredBy: ['101'], disposition: 'answered' },
  ]);
});
