import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CursorError, decodeCursor, encodeCursor } from './page.ts';

test('a cursor gives back its key, and can stand in a URL', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, number) => {
      const cursor = encodeCursor([text, number]);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(cursor, ['string', 'number'])).toEqual([text, number]);
    }),
  );
});

test.each(['', '5', 'null', '%00', encodeCursor(['1']), encodeCursor([1, 2]), 'x'.repeat(5000)])(
  'any other text is a CursorError: %s',
  (cursor) => {
    expect(() => decodeCursor(cursor, ['number'])).toThrow(CursorError);
  },
);

test('no text whatever throws anything else', () => {
  const outcome = (cursor: string): unknown => {
    try {
      return decodeCursor(cursor, ['number']).length;
    } catch (error) {
      return error;
    }
  };
  fc.assert(
    fc.property(fc.string(), (cursor) => {
      const what = outcome(cursor);
      expect(what === 1 || what instanceof CursorError).toBe(true);
    }),
  );
});
