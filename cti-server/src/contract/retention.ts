import { type Static, Type } from 'typebox';

// @__NO_SIDE_EFFECTS__
const days = (minimum: number) => Type.Integer({ minimum, maximum: 36_500 });
const keptDays = Type.Union([days(1), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

/** How long things are kept, days. Null: for good. A call's recordings go with the call at the latest. */
export const RetentionRules = Type.Object(
  {
    callsDays: keptDays,
    recordingsDays: keptDays,
    /** What the PBX said of each call, for its explanation; 0: not kept at all. */
    capturesDays: days(0),
  },
  { additionalProperties: false },
);
export type RetentionRules = Static<typeof RetentionRules>;

/** What rules would remove if they were in force now. */
export const RetentionPreview = Type.Object({
  calls: Count,
  /** Recordings that would go, those that go with their call among them. */
  recordings: Count,
  /** Pieces of what the PBX said. */
  captures: Count,
});
export type RetentionPreview = Static<typeof RetentionPreview>;

/** What the last run of the rules did. */
export const RetentionRun = Type.Object({
  at: Type.String({ format: 'date-time' }),
  calls: Count,
  /** Files of recordings that were removed. */
  recordings: Count,
  /** Files that could not be. */
  left: Count,
  /** Why the first of those could not, in each language; null where none was left. */
  reason: Type.Union([Type.Object({ ru: Type.String(), en: Type.String() }), Type.Null()]),
});
export type RetentionRun = Static<typeof RetentionRun>;

/** Answer of `GET /api/retention`. `last`: null until the rules ran since the server started. */
export const Retention = Type.Object({
  rules: RetentionRules,
  last: Type.Union([RetentionRun, Type.Null()]),
  /** Of the rules; who replaces them says which one they saw. */
  version: Type.String(),
});
export type Retention = Static<typeof Retention>;

/** Whom to erase: a contact with all its numbers, or whoever has a number that is in no contact. */
export const ErasureSubject = Type.Union([
  Type.Object(
    { contactId: Type.String({ minLength: 1, maxLength: 64 }) },
    { additionalProperties: false },
  ),
  Type.Object(
    { number: Type.String({ minLength: 1, maxLength: 64 }) },
    { additionalProperties: false },
  ),
]);
export type ErasureSubject = Static<typeof ErasureSubject>;

/** What is kept of one person. */
export const ErasurePreview = Type.Object({
  /** Hostile text; null where nobody of the client base has the number. */
  name: Type.Union([Type.String(), Type.Null()]),
  /** E.164, or as written where they are no public numbers. */
  numbers: Type.Array(Type.String()),
  /** Their calls: they stay in counts, and forget whom they were with. */
  calls: Count,
  /** Calls of others that name them: a transfer to their number, or one of several who may be meant. */
  mentions: Count,
  /** Calls with a note. */
  notes: Count,
  deals: Count,
  tasks: Count,
  /** Notes, meetings and letters of the timeline. */
  written: Count,
  photos: Count,
  recordings: Count,
  /** Numbers that other contacts have, too: calls that are said to be those contacts' stay. */
  shared: Type.Array(Type.String()),
});
export type ErasurePreview = Static<typeof ErasurePreview>;

/** What was erased; nothing of the person is in it. */
export const Erasure = Type.Object({
  id: Type.String(),
  at: Type.String({ format: 'date-time' }),
  /** By whom, as they were called then. */
  by: Type.String(),
  /** What the administrator calls the request, such as its number. */
  reference: Type.String(),
  /** The server was stopped in between: what went before that is not counted. */
  interrupted: Type.Optional(Type.Literal(true)),
  contacts: Count,
  numbers: Count,
  calls: Count,
  mentions: Count,
  notes: Count,
  deals: Type.Optional(Count),
  tasks: Type.Optional(Count),
  /** Notes, meetings and letters of the timeline; absent, as deals, tasks and photos, where there were none of these yet. */
  written: Type.Optional(Count),
  photos: Type.Optional(Count),
  /** Pieces of what the PBX said of those calls. */
  captures: Count,
  /** Entries of the log in which they stood. */
  entries: Count,
  /** Files of recordings: removed, not found (any more), and those that could not be removed. */
  recordings: Count,
  recordingsMissing: Count,
  recordingsLeft: Count,
  /** Why the first of those could not be removed. */
  reason: Type.Union([Type.Object({ ru: Type.String(), en: Type.String() }), Type.Null()]),
});
export type Erasure = Static<typeof Erasure>;

/** What is asked for; `reference`: no name or number, it is kept. */
export const ErasureOrder = Type.Object(
  { subject: ErasureSubject, reference: Type.String({ maxLength: 100 }) },
  { additionalProperties: false },
);
export type ErasureOrder = Static<typeof ErasureOrder>;

/** Answer of `POST /api/erasures`; `filesLeft` are told this once and not kept: their names may have the number. */
export const ErasureAnswer = Type.Object({
  erasure: Erasure,
  filesLeft: Type.Array(Type.String()),
});
export type ErasureAnswer = Static<typeof ErasureAnswer>;

/** Answer of `GET /api/erasures`, newest first. */
export const ErasureList = Type.Object({ items: Type.Array(Erasure) });
export type ErasureList = Static<typeof ErasureList>;
