import { oneOf } from '@perezvon/crm-core/model';
import { type Static, type TSchema, Type } from 'typebox';

// @__NO_SIDE_EFFECTS__
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
// @__NO_SIDE_EFFECTS__
const time = () => Type.String({ format: 'date-time' });
// @__NO_SIDE_EFFECTS__
const extensions = () => Type.Array(Type.String());

export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
export const Direction = oneOf(DIRECTIONS);
export type Direction = Static<typeof Direction>;

export const DISPOSITIONS = [
  'answered',
  'no-answer',
  'busy',
  'failed',
  'cancelled',
  'abandoned',
  'voicemail',
] as const;
/** How a call ended. See SPEC.md (C-rules) for what decides between them. */
export const Disposition = oneOf(DISPOSITIONS);
export type Disposition = Static<typeof Disposition>;

/**
 * Where a live call stands.
 * ```
 * waiting ──▶ ringing ──▶ talking ◀──▶ held
 *    │           │           │          │
 *    └───────────┴───────────┴──────────┴──▶ ended
 * ```
 * `waiting`: placed, in an IVR or a queue, no phone rings; a blind transfer leads back to `ringing`.
 */
export const CallState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('ringing'),
  Type.Literal('talking'),
  Type.Literal('held'),
  Type.Literal('ended'),
]);
export type CallState = Static<typeof CallState>;

/** One attempt to reach one party within a call. `result` is null while it rings or talks. */
export const Leg = Type.Object({
  /** The extension, or the external number. */
  party: Type.String(),
  kind: Type.Union([Type.Literal('extension'), Type.Literal('external')]),
  rangAt: nullable(time()),
  answeredAt: nullable(time()),
  endedAt: nullable(time()),
  result: nullable(
    Type.Union([
      Type.Literal('answered'),
      Type.Literal('no-answer'),
      Type.Literal('busy'),
      Type.Literal('rejected'),
      Type.Literal('failed'),
      Type.Literal('cancelled'),
      Type.Literal('answered-elsewhere'),
    ]),
  ),
  /** Q.850 cause of the leg's end. */
  cause: nullable(Type.Number()),
});
export type Leg = Static<typeof Leg>;

export const Transfer = Type.Object({
  type: Type.Union([
    Type.Literal('blind'),
    Type.Literal('attended'),
    Type.Literal('redirect'),
    Type.Literal('park'),
  ]),
  from: nullable(Type.String()),
  to: nullable(Type.String()),
  at: time(),
  result: nullable(Type.String()),
  /** What a phone dials to take a parked call, while it waits there. */
  place: Type.Optional(Type.String()),
});
export type Transfer = Static<typeof Transfer>;

/** A talk beside the call while it is held; `to` the colleague who was asked. */
export const Consultation = Type.Object({
  from: nullable(Type.String()),
  to: Type.String(),
  startedAt: time(),
  answeredAt: nullable(time()),
  endedAt: nullable(time()),
});

/** The call was sent on before anybody answered; `from` null: by the PBX's own settings. */
export const Forward = Type.Object({ from: nullable(Type.String()), to: Type.String() });

/** A time in which the recording has silence in place of the sound; `until` null while it lasts. */
export const RecordingPause = Type.Object({ at: time(), until: nullable(time()) });
export type RecordingPause = Static<typeof RecordingPause>;

/** F16 A recording that is paused goes on by itself after so long, whoever forgot it. */
export const LONGEST_PAUSE_MS = 4 * 60_000;

/** One file with the sound of a call, or of a part of it. */
export const CallRecording = Type.Object({
  /** Which one of the call's, from 1 on; it keeps its number where others go. */
  n: Type.Integer(),
  /** As the PBX gave it, to browsers without its folders. */
  file: Type.String(),
  /** When the PBX began and ceased to write it; null where nobody saw that. */
  startedAt: nullable(time()),
  endedAt: nullable(time()),
});
export type CallRecording = Static<typeof CallRecording>;

/** The call record: what `replay --json` prints and `GET /api/calls` gives (with CRM fields added). */
export const CallRecord = Type.Object({
  /** Stable over the call's life and over a server restart; unique across PBX connections. URL-safe. */
  id: Type.String(),
  direction: Direction,
  state: CallState,
  /** As the PBX gave it; null when withheld or internal. Hostile text. */
  externalNumber: nullable(Type.String()),
  e164: nullable(Type.String()),
  /** The name as the caller meant it, unescaped. Hostile text. */
  externalName: nullable(Type.String()),
  /** Inbound: the number the customer dialled. */
  did: nullable(Type.String()),
  /** Outbound and internal: the digits dialled, without the outside prefix. */
  dialled: nullable(Type.String()),
  /** Outbound and internal: the extension that placed it. */
  from: nullable(Type.String()),
  queue: nullable(Type.String()),
  /** Extensions in order of first ring. */
  rang: extensions(),
  /** Extensions that answered a call to them, in order (not the agent's own leg of a click-to-call). */
  answeredBy: extensions(),
  /** Extensions that spoke with the other party, in order; outbound and internal: the placing one first, answered or not. */
  handledBy: extensions(),
  /** Null while the call goes on. */
  disposition: nullable(Disposition),
  startedAt: time(),
  /** When a person answered, not the IVR, queue or voicemail. */
  answeredAt: nullable(time()),
  endedAt: nullable(time()),
  waitMs: Type.Number(),
  ringMs: Type.Number(),
  talkMs: Type.Number(),
  holdMs: Type.Number(),
  legs: Type.Array(Leg),
  transfers: Type.Array(Transfer),
  consultations: Type.Array(Consultation),
  forwarded: Type.Array(Forward),
  /** Which phone took it, and which one it rang at. */
  pickedUp: nullable(Type.Object({ by: nullable(Type.String()), from: nullable(Type.String()) })),
  /** Extensions that were in a conference with the other party. */
  conference: nullable(Type.Object({ members: extensions() })),
  /** Why a call failed or ended oddly, in a stable word; null otherwise. */
  reason: nullable(Type.String()),
  hangup: nullable(
    Type.Object({
      by: Type.Union([
        Type.Literal('caller'),
        Type.Literal('agent'),
        Type.Literal('external'),
        Type.Literal('pbx'),
      ]),
      cause: nullable(Type.Number()),
    }),
  ),
  /** The file that the PBX named first of it (`n` is the least), to browsers without its folders; null when none. */
  recording: nullable(Type.String()),
  /** All of its recordings, in the order of their start. Absent without any, and in calls of earlier versions. */
  recordings: Type.Optional(Type.Array(CallRecording)),
  /** Times in which the recording has silence in place of the sound; `until` null while it lasts. Absent without any. */
  recordingPauses: Type.Optional(Type.Array(RecordingPause)),
  linkedIds: Type.Array(Type.String()),
});
export type CallRecord = Static<typeof CallRecord>;

/** A contact as far as a call shows it. */
export const ContactBrief = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('person'), Type.Literal('company')]),
  name: Type.String(),
  companyName: nullable(Type.String()),
  role: Type.String(),
});
export type ContactBrief = Static<typeof ContactBrief>;

/** Who is on the other side, as identified, each with its reason. */
export const Caller = Type.Union([
  Type.Object({ kind: Type.Literal('known'), contact: ContactBrief, chosen: Type.Boolean() }),
  Type.Object({ kind: Type.Literal('ambiguous'), contacts: Type.Array(ContactBrief) }),
  Type.Object({ kind: Type.Literal('unknown') }),
  Type.Object({ kind: Type.Literal('withheld') }),
  Type.Object({ kind: Type.Literal('internal') }),
  /** Who it was is erased for good, on their request. */
  Type.Object({ kind: Type.Literal('erased') }),
  Type.Object({ kind: Type.Literal('pending') }),
]);
export type Caller = Static<typeof Caller>;

/** A past contact with the customer, for the card. */
export const PastInteraction = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  callId: nullable(Type.String()),
  direction: nullable(Type.String()),
  result: nullable(Type.String()),
  startedAt: time(),
  handledBy: extensions(),
  note: Type.String(),
  outcome: nullable(Type.String()),
});
export type PastInteraction = Static<typeof PastInteraction>;

/** A recording as a browser sees it. */
export const RecordingView = Type.Interface([CallRecording], {
  /** Opaque id to fetch the audio with. */
  id: Type.String(),
});
export type RecordingView = Static<typeof RecordingView>;

/** A call as a browser sees it: the record, the PBX connection, the caller, the card and the note. */
export const CallView = Type.Interface([CallRecord], {
  pbx: Type.String(),
  caller: Caller,
  /** What the DID or queue is for, from the PBX connection's settings; null when not set. */
  didLabel: nullable(Type.String()),
  /** The last five interactions with the known contact, newest first. */
  history: Type.Array(PastInteraction),
  note: Type.String(),
  /** Who replaces the note says which one they saw. */
  noteVersion: Type.String(),
  /** What the operator says came of it: a code of the firm's list; null when nothing was said. */
  outcome: nullable(Type.String()),
  /** Opaque id to fetch the audio of the recording with that `recording` names; null when there is none. */
  recordingId: nullable(Type.String()),
  /** All of its recordings, in the order of their start; hearing them is a right of its own. */
  recordings: Type.Array(RecordingView),
  /** False where some of the call was not seen (PBX link down): shown as such. */
  complete: Type.Boolean(),
});
export type CallView = Static<typeof CallView>;
