import { type Static, Type } from 'typebox';

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
});
export type Interaction = Static<typeof Interaction>;
