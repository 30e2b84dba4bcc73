import { describe, expect, it } from 'vitest';
import { kept } from './kept.ts';

describe('what is kept', () => {
  it('is made once for each key, and forgotten when it is too much', () => {
    const made: string[] = [];
    const twice = kept((key) => {
      made.push(key);
      return `${key}${key}`;
    });
    expect([twice('a'), twice('b'), twice('a')]).toEqual(['aa', 'bb', 'aa']);
    expect(made).toEqual(['a', 'b']);
    for (let n = 0; n < 1_000; n += 1) twice(String(n));
    expect(twice('a')).toBe('aa');
    expect(made.filter((key) => key === 'a')).toHaveLength(2);
  });
});
