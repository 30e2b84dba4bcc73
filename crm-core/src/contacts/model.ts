import { type Static, Type } from 'typebox';

/** What a number is used for; free of meaning for look-ups. */
export const PhoneKind = Type.Union([
  Type.Literal('work'),
  Type.Literal('mobile'),
  Type.Literal('home'),
  Type.Literal('other'),
]);

/** One telephone number of a contact. `e164` is null where the written text is no public number. */
export const ContactNumber = Type.Object({
  id: Type.String(),
  kind: PhoneKind,
  /** As a person typed it. */
  written: Type.String({ maxLength: 64 }),
  e164: Type.Union([Type.String(), Type.Null()]),
});
export type ContactNumber = Static<typeof ContactNumber>;

/** A number that was kept as written, though no public number can be read from it: no call is known by it. */
export const UnreadableNumber = Type.Object({
  written: Type.String(),
  why: Type.Union([
    Type.Literal('too-long'),
    Type.Literal('not-a-number'),
    Type.Literal('not-in-use'),
    Type.Literal('short-code'),
    Type.Literal('empty'),
  ]),
});
export type UnreadableNumber = Static<typeof UnreadableNumber>;

/** Has a sign that one can see. */
const VISIBLE = '[^\\s\\p{C}]';

/** A word by which people are grouped. */
const Tags = Type.Array(Type.String({ minLength: 1, maxLength: 40, pattern: VISIBLE }), {
  maxItems: 20,
});

/** A person or a company of the client base. A person may belong to one company. */
export const Contact = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('person'), Type.Literal('company')]),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  companyId: Type.Union([Type.String(), Type.Null()]),
  companyName: Type.Union([Type.String(), Type.Null()]),
  role: Type.String({ maxLength: 200 }),
  email: Type.String({ maxLength: 200 }),
  note: Type.String({ maxLength: 4000 }),
  tags: Type.Array(Type.String()),
  /** The user who looks after them; null: nobody does. */
  ownerId: Type.Union([Type.String(), Type.Null()]),
  numbers: Type.Array(ContactNumber),
  /** Version of the photo, another for another picture; absent where there is none. */
  photo: Type.Optional(Type.String()),
  /** Another as soon as anything but the photo is another; who changes the contact says which one they saw. */
  version: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
});
export type Contact = Static<typeof Contact>;

/** A contact as it is answered when it was saved. */
export const ContactAnswer = Type.Interface([Contact], {
  unreadable: Type.Array(UnreadableNumber),
});
export type ContactAnswer = Static<typeof ContactAnswer>;

/** What a caller may send to make a contact. Numbers in any national form. */
export const NewContact = Type.Object(
  {
    kind: Type.Union([Type.Literal('person'), Type.Literal('company')]),
    name: Type.String({ minLength: 1, maxLength: 200, pattern: VISIBLE }),
    companyId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    role: Type.Optional(Type.String({ maxLength: 200 })),
    email: Type.Optional(Type.String({ maxLength: 200 })),
    note: Type.Optional(Type.String({ maxLength: 4000 })),
    /** Absent: as they were. */
    tags: Type.Optional(Tags),
    /** A user's id; absent: as it was. */
    ownerId: Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()])),
    numbers: Type.Array(
      Type.Object(
        {
          kind: PhoneKind,
          written: Type.String({ minLength: 1, maxLength: 64, pattern: VISIBLE }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 20 },
    ),
  },
  { additionalProperties: false },
);
export type NewContact = Static<typeof NewContact>;

/** Body of `PUT /api/contacts/:id/photo`: a JPEG, PNG or WebP in base64, no side longer than 512 pixels. */
export const PhotoRequest = Type.Object(
  { image: Type.String({ minLength: 1, maxLength: 200_000, pattern: '^[A-Za-z0-9+/]+={0,2}$' }) },
  { additionalProperties: false },
);
export type PhotoRequest = Static<typeof PhotoRequest>;

/** Answer of `PUT /api/contacts/:id/photo`. */
export const PhotoAnswer = Type.Object({ photo: Type.String() });
export type PhotoAnswer = Static<typeof PhotoAnswer>;

/** Body of `POST /api/contacts/:id/numbers`: one more number. */
export const AddedNumber = Type.Object(
  { kind: PhoneKind, written: Type.String({ minLength: 1, maxLength: 64, pattern: VISIBLE }) },
  { additionalProperties: false },
);
export type AddedNumber = Static<typeof AddedNumber>;
