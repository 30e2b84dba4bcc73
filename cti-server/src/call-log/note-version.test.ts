import { afterEach, beforeEach, expect, test } from 'vitest';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { noteVersion } from './note-version.ts';

let temp: TempLog;
beforeEach(() => {
  temp = createTempLog();
  temp.log.append(aChange());
});
afterEach(() => temp.remove());

test('L6 of two who replace the same note one is refused, also in the same turn', async () => {
  const version = noteVersion('');
  const both = ['hers', 'his'].map((note) => temp.log.setNote('office-1', { note, version }, 5));
  expect(await Promise.all(both)).toEqual([true, false]);
  expect(await temp.log.get('office-1')).toMatchObject({ note: 'hers' });
  const next = { note: 'his, too', version: noteVersion('hers') };
  expect(await temp.log.setNote('office-1', next, 6)).toBe(true);
});
