import { type Static, Type } from 'typebox';

// @__NO_SIDE_EFFECTS__
const nullable = <T extends ReturnType<typeof Type.String>>(schema: T) =>
  Type.Union([schema, Type.Null()]);
// @__NO_SIDE_EFFECTS__
const time = () => Type.String({ format: 'date-time' });

/**
 * What a phone does. `busy`: it calls or waits, nobody has answered; `offline`: not registered; `unknown`: the PBX
 * does not say, or there is no link to it.
 */
export const ColleagueState = Type.Union([
  Type.Literal('available'),
  Type.Literal('ringing'),
  Type.Literal('busy'),
  Type.Literal('talking'),
  Type.Literal('held'),
  Type.Literal('offline'),
  Type.Literal('unknown'),
]);
export type ColleagueState = Static<typeof ColleagueState>;

/** Takes no calls of queues; the reason as it was said, blank where none was. */
export const Pause = Type.Object({ since: time(), reason: Type.String() });
export type Pause = Static<typeof Pause>;

/** The reason of a pause for what is to be written after a call. Pages have a word for it; no list may hold it. */
export const WRAP_UP = 'wrap-up';

/** An extension, and who is there. Names and reasons are hostile text. */
export const Colleague = Type.Object({
  pbx: Type.String(),
  extension: Type.String(),
  /** Whose extension it is; null where it is nobody's of ours. */
  userId: nullable(Type.String()),
  /** Blank where nobody is known there. */
  name: Type.String(),
  state: ColleagueState,
  /** Since when it is so; null where that was before anybody looked. */
  since: nullable(time()),
  /** The page of theirs is open somewhere. */
  signedIn: Type.Boolean(),
  /** Their phone in the browser refuses calls. */
  doNotDisturb: Type.Boolean(),
  /** Of all their queues; null where they take calls of one, or are in none. */
  pause: Type.Union([Pause, Type.Null()]),
  /** The queues that they are a member of. */
  queues: Type.Array(Type.String()),
});
export type Colleague = Static<typeof Colleague>;

/** One who takes calls of a queue. */
export const QueueMember = Type.Object({
  extension: nullable(Type.String()),
  name: Type.String(),
  pause: Type.Union([Pause, Type.Null()]),
  /** Stands in the settings of the PBX: may pause, and not leave. */
  fixed: Type.Boolean(),
});
export type QueueMember = Static<typeof QueueMember>;

/** A queue as it is now. */
export const Queue = Type.Object({
  pbx: Type.String(),
  name: Type.String(),
  /** What it is for, from the settings of the connection; null when not set. */
  label: nullable(Type.String()),
  waiting: Type.Integer(),
  /** Since when the one waits who waits longest; null where nobody does. */
  longestSince: nullable(time()),
  members: Type.Array(QueueMember),
});
export type Queue = Static<typeof Queue>;

/** What a colleague or queue is known by over all PBXs. */
export const colleagueKey = ({ pbx, extension }: Pick<Colleague, 'pbx' | 'extension'>): string =>
  `${pbx}/${extension}`;
export const queueKey = ({ pbx, name }: Pick<Queue, 'pbx' | 'name'>): string => `${pbx}/${name}`;

/** Body of `PUT /api/members/:pbx/:extension/pause`; null: takes calls again. */
export const PauseRequest = Type.Object(
  { reason: Type.Union([Type.String({ minLength: 1, maxLength: 60 }), Type.Null()]) },
  { additionalProperties: false },
);
export type PauseRequest = Static<typeof PauseRequest>;

/** Reasons to pause, as the firm words them, in the order in which they are offered. */
export const PauseReasons = Type.Object(
  {
    items: Type.Array(
      Type.String({ minLength: 1, maxLength: 60, pattern: "^[\\p{L}\\p{N} .,:!?()'’–-]+$" }),
      { minItems: 1, maxItems: 30, uniqueItems: true },
    ),
  },
  { additionalProperties: false },
);
export type PauseReasons = Static<typeof PauseReasons>;

/** As they are read, to be replaced by who says which version they saw. */
export const VersionedReasons = Type.Interface([PauseReasons], { version: Type.String() });
export type VersionedReasons = Static<typeof VersionedReasons>;
