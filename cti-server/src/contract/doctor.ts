import { type Static, Type } from 'typebox';

const Phrase = Type.Object({ ru: Type.String(), en: Type.String() });

/** What one check of the doctor came to; `POST /api/connections/:id/doctor` answers with one a line, as they come. */
export const Diagnosis = Type.Object({
  /** Stable name of the check, such as `login`. */
  check: Type.String(),
  /** `skipped`: it could not be tried, as something before it failed. */
  state: Type.Union([
    Type.Literal('ok'),
    Type.Literal('warning'),
    Type.Literal('failed'),
    Type.Literal('skipped'),
  ]),
  /** What was tried, for people. */
  tried: Phrase,
  /** What came back. */
  found: Phrase,
  /** What to do; null where nothing is to be done. */
  cure: Type.Union([Phrase, Type.Null()]),
  /** The file of the PBX in which to change something, and the lines that it should have. */
  file: Type.Union([Type.String(), Type.Null()]),
  lines: Type.Array(Type.String()),
});
export type Diagnosis = Static<typeof Diagnosis>;

/** Body of `POST /api/connections/:id/trial` and `…/trial/call`. */
export const TriedExtension = Type.Object(
  { extension: Type.String({ pattern: '^[0-9]{1,16}$' }) },
  { additionalProperties: false },
);
export type TriedExtension = Static<typeof TriedExtension>;

/** Answer of `POST /api/connections/:id/trial`: the host part of SIP addresses of that PBX. */
export const Trial = Type.Object({ domain: Type.String() });
export type Trial = Static<typeof Trial>;
