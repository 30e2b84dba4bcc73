import { type Static, Type } from 'typebox';

/** A filter of the list of calls under a name; `query` as the address of the page has it. */
export const SavedFilter = Type.Object({
  id: Type.String(),
  name: Type.String(),
  query: Type.String(),
});
export type SavedFilter = Static<typeof SavedFilter>;

/** Answer of `GET /api/filters`, by name. */
export const SavedFilters = Type.Object({ items: Type.Array(SavedFilter) });
export type SavedFilters = Static<typeof SavedFilters>;

/** Body of `POST /api/filters`; one of the same name is replaced. */
export const NewFilter = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    query: Type.String({ minLength: 1, maxLength: 1000 }),
  },
  { additionalProperties: false },
);
export type NewFilter = Static<typeof NewFilter>;

/** What somebody said of a moment in a recording. Texts are hostile. */
export const RecordingMark = Type.Object({
  id: Type.String(),
  /** Which one of the call's recordings it is of. */
  recording: Type.Integer(),
  /** ms from the beginning. */
  atMs: Type.Integer(),
  text: Type.String(),
  userId: Type.String(),
  userName: Type.String(),
});
export type RecordingMark = Static<typeof RecordingMark>;

/** Answer of `GET /api/calls/:id/marks`, by recording and in its order. */
export const RecordingMarks = Type.Object({ items: Type.Array(RecordingMark) });
export type RecordingMarks = Static<typeof RecordingMarks>;

/** Body of `POST /api/calls/:id/marks`. */
export const NewMark = Type.Object(
  {
    /** Which one of the call's recordings; without it the first. */
    recording: Type.Optional(Type.Integer({ minimum: 1 })),
    atMs: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
    text: Type.String({ minLength: 1, maxLength: 500 }),
  },
  { additionalProperties: false },
);
export type NewMark = Static<typeof NewMark>;
