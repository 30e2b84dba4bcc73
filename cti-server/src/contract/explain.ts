import { type Static, Type } from 'typebox';

const Values = Type.Record(Type.String(), Type.String());

/** What the PBX said, or what we concluded, as a key of the words and what is filled in. Hostile text. */
export const Statement = Type.Object({
  key: Type.String(),
  /** Of SPEC.md; null for what the PBX said. */
  rule: Type.Union([Type.String(), Type.Null()]),
  values: Values,
});
export type Statement = Static<typeof Statement>;

/** Why an event changed nothing. */
export const IgnoredReason = Type.Union([
  Type.Literal('dial-unknown-channel'),
  Type.Literal('dial-end-unknown-channel'),
  Type.Literal('unknown-click-to-call'),
  Type.Literal('pair-unknown-channels'),
  Type.Literal('merge-unknown-bridges'),
  Type.Literal('transfer-unknown-call'),
  Type.Literal('transfer-to-parking'),
  Type.Literal('parking-unknown-channel'),
  Type.Literal('pickup-unknown-call'),
  Type.Literal('unknown-channel'),
  Type.Literal('ended-channel'),
  Type.Literal('left-of-ended-call'),
  Type.Literal('memory-of-other-version'),
]);
export type IgnoredReason = Static<typeof IgnoredReason>;

/** One event that mattered, and what followed from it. */
export const ExplainedEvent = Type.Object({
  at: Type.String({ format: 'date-time' }),
  said: Statement,
  concluded: Type.Array(Statement),
});
export type ExplainedEvent = Static<typeof ExplainedEvent>;

/** Why a call is in the log as it is. */
export const Explanation = Type.Object({
  callId: Type.String(),
  /** Oldest first. Empty where the events of the call are not kept any more. */
  events: Type.Array(ExplainedEvent),
  /** Events of this call that changed nothing, by reason. */
  ignored: Type.Array(Type.Object({ reason: IgnoredReason, count: Type.Integer() })),
  /** Why not all of the call was seen, and what is known of it instead; null where all was. */
  unseen: Type.Union([Statement, Type.Null()]),
  /** Why this caller. */
  caller: Statement,
  /** Who got the card, and who did not. */
  pops: Type.Array(Type.Object({ at: Type.String({ format: 'date-time' }), statement: Statement })),
  /** Whether the events are kept, so that they can be saved as a capture. */
  captured: Type.Boolean(),
  /** Its middle was not kept: it was too long. */
  cut: Type.Boolean(),
});
export type Explanation = Static<typeof Explanation>;
