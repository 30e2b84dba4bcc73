import { describe, expect, it } from 'vitest';
import { actOf } from './shortcuts.ts';

const key = (part: Partial<KeyboardEvent>) => ({
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  code: '',
  key: '',
  ...part,
});

describe('keys of the page', () => {
  it('answer by Alt+A on a Latin and on a Russian layout', () => {
    expect(actOf(key({ altKey: true, code: 'KeyA', key: 'a' }), false)).toBe('answer');
    expect(actOf(key({ altKey: true, code: 'KeyA', key: 'ф' }), true)).toBe('answer');
  });

  it('leave AltGr (Ctrl+Alt) and the browser’s own keys alone', () => {
    expect(actOf(key({ altKey: true, ctrlKey: true, code: 'KeyA' }), false)).toBeNull();
    expect(actOf(key({ metaKey: true, code: 'KeyH', altKey: true }), false)).toBeNull();
  });

  it('are letters while someone types', () => {
    expect(actOf(key({ key: '/', code: 'Slash' }), true)).toBeNull();
    expect(actOf(key({ key: '?', code: 'Slash', shiftKey: true }), true)).toBeNull();
    expect(actOf(key({ key: '/', code: 'Slash' }), false)).toBe('search');
    expect(actOf(key({ key: '?', code: 'Slash', shiftKey: true }), false)).toBe('help');
  });
});
