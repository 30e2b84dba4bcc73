import { RE2JS } from 're2js';

/** Which numbers are extensions: a pattern that an administrator typed. `RegExp` is one, too. */
export interface NumberPattern {
  test(text: string): boolean;
}

/** How many answers are remembered: phones come again with every event, numbers of callers do not. */
const REMEMBERED = 2_000;

/**
 * A pattern that the whole of a text must match. The engine takes time in proportion to the text whatever the pattern is,
 * so neither who types it nor who calls can make the server stand still (ASVS 1.2.9); it knows no look-around and no
 * back-references.
 * @throws Error that says what is wrong with it
 */
export function numberPattern(text: string): NumberPattern {
  const engine = RE2JS.compile(`^(?:${text})$`);
  const known = new Map<string, boolean>();
  return {
    test(one) {
      let matches = known.get(one);
      if (matches === undefined) {
        matches = engine.test(one);
        if (known.size >= REMEMBERED) known.clear();
        known.set(one, matches);
      }
      return matches;
    },
  };
}
