import { expect, test } from 'vitest';
import { doing } from './doing.ts';
import { createLog } from './log.ts';

test('F11 secrets do not reach the log, at the top or one level down', () => {
  let lines = '';
  const log = createLog({ level: 'info', destination: { write: (line) => (lines += line) } });
  log.info({ password: 'planted-1', user: { sipPassword: 'planted-2' } }, 'one');
  log.warn({ headers: { cookie: 'planted-3' }, secret: 'planted-4' }, 'two');
  log.child({ part: 'x' }).error({ settings: { secret: 'planted-5' }, call: 'office-1' }, 'three');
  expect(lines).not.toContain('planted');
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg),
  ).toEqual(['one', 'two', 'three']);
  expect(lines).toContain('"call":"office-1"');
});

test('a field that a line, its log and what was being done all name is there once', () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLog({ level: 'info', destination }).child({ pbx: 'office', part: 'ami' });
  doing({ pbx: 'office', request: 'r1' }, () => log.info({ pbx: 'office' }, 'one'));
  log.child({ part: 'cdr' }).warn({}, 'two');
  expect(lines.map((line) => line.match(/"(pbx|part)":"\w+"/g))).toEqual([
    ['"pbx":"office"', '"part":"ami"'],
    ['"pbx":"office"', '"part":"cdr"'],
  ]);
  expect(lines[0]).toContain('"request":"r1"');
});
