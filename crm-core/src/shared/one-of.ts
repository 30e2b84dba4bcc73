import { type TLiteral, type TUnion, Type } from 'typebox';

/** The schema of one word of a list. Whoever needs the words alone reads the list: a page without schemas is lighter. */
// @__NO_SIDE_EFFECTS__
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  Type.Union(words.map((word) => Type.Literal(word))) as unknown as TUnion<{
    -readonly [I in keyof Words]: TLiteral<Words[I]>;
  }>;
