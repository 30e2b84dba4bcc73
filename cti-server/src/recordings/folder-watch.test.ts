import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { until } from '../../../fixtures/until.ts';
import { createFolderWatch } from './folder-watch.ts';

const START = Date.UTC(2026, 10, 23, 10);
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-folders-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A watch over one folder, with what it says. */
function stage(folder: string, look?: () => Promise<null>) {
  const clock = createTestClock(START);
  const said: string[] = [];
  const keep = (_: object, words: string) => void said.push(words);
  const log = { debug: keep, info: keep, warn: keep, error: keep, child: () => log };
  const watch = createFolderWatch({
    clock, log,
    ...(look ? { look } : {}),
  });
  watch.add({ pbx: 'office', dir: folder });
  const part = () => watch.health()[0];
  return { clock, said, watch, part };
}

test('a folder that is not there is said in the log and to administrators, until it is mounted', async () => {
  const folder = join(dir, 'monitor');
  const { clock, said, watch, part } = stage(folder);
  watch.start();
  await until(() => part()?.ok === false, { what: 'the trouble' });
  expect(said).toEqual([
    expect.stringMatching(/monitor cannot be read: no such file or directory \(ENOENT\)\. .*recordingsDir/),
  ]);
  expect(part()).toMatchObject({
    part: 'recordings:office',
    problem: {
      code: 'recordings-unreadable',
      values: {},
      reason: { ru: expect.stringMatching(/не читается: нет такого файла или каталога \(ENOENT\)\. .*recordingsDir/) },
    },
    cure: expect.stringContaining('recordingsDir'),
  });
  mkdirSync(folder);
  await clock.advance(10_000);
  await until(() => part()?.ok, { what: 'the folder' });
  expect(part()).toMatchObject({ problem: null, detail: null, cure: null });
  rmdirSync(folder);
  await clock.advance(10_000);
  await until(() => part()?.ok === false, { what: 'the trouble again' });
  expect(said).toHaveLength(3);
  watch.stop();
  expect(clock.timers()).toBe(0);
});

test('a file in its place is none', async () => {
  const { watch, part } = stage(import.meta.filename);
  watch.start();
  await until(() => part()?.detail?.includes('it is no directory'), { what: 'the trouble' });
  watch.stop();
});

test('a share that does not answer is said after 5 s, and not asked again until it does', async () => {
  let looks = 0;
  let answer = () => {};
  const { clock, watch, part } = stage(dir, () => {
    looks += 1;
    return new Promise<null>((resolve) => (answer = () => resolve(null)));
  });
  watch.start();
  await clock.advance(60_000);
  expect(looks).toBe(1);
  expect(part()?.detail).toContain('it does not answer');
  answer();
  await until(() => part()?.ok, { what: 'the answer' });
  await clock.advance(10_000);
  expect(looks).toBe(2);
  watch.stop();
});
