import { describe, expect, it } from 'vitest';
import { visible } from './visible.ts';

describe('F02 a stranger’s text outside the page', () => {
  it('has no sign that turns, breaks or hides what follows', () => {
    const signs = ['\u0000', '\n', '\u0085', '\u061c', '\u200b', '\u200e', '\u2028', '\u202e'];
    for (const sign of [...signs, '\u2066', '\u2069', '\ufeff']) {
      expect(visible(`Банк${sign}россии`)).toBe('Банк россии');
    }
  });

  it('keeps letters of any script, joiners of emoji among them', () => {
    for (const name of ['Пётр', 'דוד', '👩‍💻 Zoé', '<b>&amp;']) expect(visible(name)).toBe(name);
  });

  it('is cut where it is long', () => {
    expect(visible('я'.repeat(5_000), 80)).toBe(`${'я'.repeat(80)}…`);
    expect(visible('я'.repeat(80), 80)).toBe('я'.repeat(80));
  });
});
