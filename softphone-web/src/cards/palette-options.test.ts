import type { Contact } from '@perezvon/crm-core/model';
import { describe, expect, it } from 'vitest';
import type { Act } from './acts.ts';
import { isNumber, paletteGroups } from './palette-options.ts';

const act = (name: string, word: string, can = true): Act => ({
  name,
  word,
  can,
  group: 'page',
  keys: [],
  run: () => undefined,
});
const ACTS = [
  act('mute', 'Микрофон выключить и включить'),
  act('missed', 'Пропущенные звонки'),
  act('answer', 'Ответить', false),
];
const anna = {
  id: 'anna',
  kind: 'person',
  name: 'Анна Ковалёва',
  numbers: [
    { id: 'n1', written: '8 916 123-45-67', e164: '+79161234567' },
    { id: 'n2', written: '12', e164: null },
  ],
} as unknown as Contact;

const ids = (text: string, people: readonly Contact[] = []) =>
  paletteGroups(text, { acts: ACTS, people }).map(({ name, options }) => [
    name,
    ...options.map(({ id }) => id),
  ]);

describe('the palette', () => {
  it('offers without a text the acts that make sense now', () => {
    expect(ids('')).toEqual([['page', 'act-mute', 'act-missed']]);
  });

  it('finds an act by the beginning of any of its words, in any order, on the wrong layout too', () => {
    expect(ids('вкл микр')).toEqual([['page', 'act-mute']]);
    expect(ids('пропущенные')).toEqual([['page', 'act-missed']]);
    expect(ids('ghjgeo')).toEqual([['page', 'act-missed']]);
    expect(ids('ответ')).toEqual([]);
  });

  it('offers to call what was typed, each number of the people found, and the calls of both', () => {
    expect(ids('+7 (916) 123', [anna])).toEqual([
      ['number', 'typed', 'typed-history'],
      ['people', 'open-anna', 'call-n1', 'call-n2', 'history-anna'],
    ]);
  });

  it('takes for a number what people write as one, and no word', () => {
    expect(['101', '*43#', '8–916–123', '+7 916'].map(isNumber)).toEqual([true, true, true, true]);
    expect(['', '1', '5-й отдел', 'ООО 12'].map(isNumber)).toEqual([false, false, false, false]);
  });
});
