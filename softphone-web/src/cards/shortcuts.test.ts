import { describe, expect, it } from 'vitest';
import type { Act } from './acts.ts';
import { actOf, KEYS, loneKey } from './shortcuts.ts';

const key = (part: Partial<KeyboardEvent>) => ({
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  code: '',
  key: '',
  timeStamp: 1_000,
  ...part,
});

const act = (name: string, keys: readonly string[]): Act => ({
  name,
  keys,
  word: name,
  group: 'page',
  can: true,
  run: () => undefined,
});

const ACTS = [
  ...Object.entries(KEYS).map(([name, keys]) => act(name, keys)),
  act('/missed', ['G', 'M']),
  act('in the palette alone', []),
];

const IDLE = { typing: false, plain: true, before: null };
const TYPING = { ...IDLE, typing: true };
const named = (part: Partial<KeyboardEvent>, reading = IDLE) =>
  actOf(key(part), ACTS, reading)?.name ?? null;

describe('keys of the page', () => {
  it('answer by Alt+A on a Latin and on a Russian layout', () => {
    expect(named({ altKey: true, code: 'KeyA', key: 'a' })).toBe('answer');
    expect(named({ altKey: true, code: 'KeyA', key: 'ф' }, TYPING)).toBe('answer');
  });

  it('open the palette by Ctrl+K, also while someone types, and by Cmd+K', () => {
    expect(named({ ctrlKey: true, code: 'KeyK', key: 'л' }, TYPING)).toBe('palette');
    expect(named({ metaKey: true, code: 'KeyK', key: 'k' })).toBe('palette');
    expect(named({ ctrlKey: true, shiftKey: true, code: 'KeyK' })).toBeNull();
  });

  it('leave AltGr (Ctrl+Alt) and the browser’s own keys alone', () => {
    expect(named({ altKey: true, ctrlKey: true, code: 'KeyA' })).toBeNull();
    expect(named({ altKey: true, ctrlKey: true, code: 'KeyK' })).toBeNull();
    expect(named({ metaKey: true, code: 'KeyH', altKey: true })).toBeNull();
    expect(named({ ctrlKey: true, code: 'KeyA' })).toBeNull();
  });

  it('take back by Ctrl+Z, but not what somebody types in a field: that is the field’s', () => {
    expect(named({ ctrlKey: true, code: 'KeyZ', key: 'я' })).toBe('undo');
    expect(named({ ctrlKey: true, code: 'KeyZ' }, TYPING)).toBeNull();
  });

  it('are letters while someone types', () => {
    expect(named({ key: '/', code: 'Slash' }, TYPING)).toBeNull();
    expect(named({ key: '?', code: 'Slash', shiftKey: true }, TYPING)).toBeNull();
    expect(named({ key: '/', code: 'Slash' })).toBe('search');
    expect(named({ key: '?', code: 'Slash', shiftKey: true })).toBe('help');
    expect(named({ key: ',', code: 'Slash', shiftKey: true })).toBe('help');
    expect(loneKey(key({ code: 'KeyG' }), TYPING)).toBeNull();
  });

  it('go to a screen by two letters, the second soon after the first', () => {
    const before = loneKey(key({ code: 'KeyG', key: 'п' }), IDLE);
    expect(before).toEqual({ letter: 'G', at: 1_000 });
    const after = { ...IDLE, before };
    expect(named({ code: 'KeyM', key: 'ь', timeStamp: 2_000 }, after as typeof IDLE)).toBe(
      '/missed',
    );
    expect(named({ code: 'KeyM', timeStamp: 9_000 }, after as typeof IDLE)).toBeNull();
    expect(named({ code: 'KeyM' })).toBeNull();
  });

  it('do nothing without Alt or Ctrl where plain keys are off', () => {
    const off = { ...IDLE, plain: false };
    expect(named({ key: '/', code: 'Slash' }, off)).toBeNull();
    expect(loneKey(key({ code: 'KeyG' }), off)).toBeNull();
    expect(named({ altKey: true, code: 'KeyA' }, off)).toBe('answer');
  });
});
