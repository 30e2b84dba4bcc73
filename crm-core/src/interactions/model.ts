import { type Static, Type } from 'typebox';

// @__NO_SIDE_EFFECTS__
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** One row of the customer's timeline. A call is one kind; `callId` is unique, so none is logged twice. */
export const Interaction = Type.Object({
  id: Type.String(),
  kind: Type.Union([
    Type.Literal('call'),
    Type.Literal('email'),
    Type.Literal('sms'),
    Type.Literal('meeting'),
    Type.Literal('note'),
  ]),
  callId: nullable(Type.String()),
  contactId: nullable(Type.String()),
  direction: nullable(Type.String()),
  /** How it ended, for calls the disposition; null while it goes on. */
  result: nullable(Type.String()),
  startedAt: Type.String({ format: 'date-time' }),
  endedAt: nullable(Type.String({ format: 'date-time' })),
  /** Extensions of our side that took part, in order. */
  handledBy: Type.Array(Type.String()),
  note: Type.String(),
  /** What the operator says came of it: a code of the firm's list; null when nothing was said. */
  outcome: nullable(Type.String()),
  /** The interaction that it came of. */
  originId: nullable(Type.String()),
  /** The user who wrote it; null for calls. */
  authorId: nullable(Type.String()),
});
export type Interaction = Static<typeof Interaction>;

/** Body of `POST /api/interactions`: something that passed between us and a contact, beside calls. */
export const NewInteraction = Type.Object(
  {
    kind: Type.Union([
      Type.Literal('email'),
      Type.Literal('sms'),
      Type.Literal('meeting'),
      Type.Literal('note'),
    ]),
    contactId: Type.String({ minLength: 1, maxLength: 64 }),
    note: Type.String({ minLength: 1, maxLength: 10_000, pattern: '[^\\s\\p{C}]' }),
    originId: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  },
  { additionalProperties: false },
);
export type NewInteraction = Static<typeof NewInteraction>;
