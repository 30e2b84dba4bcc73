import { type Static, Type } from 'typebox';
import { CallView } from './call.ts';
import { IgnoredReason } from './explain.ts';

export const Role = Type.Union([
  Type.Literal('operator'),
  Type.Literal('telemarketer'),
  Type.Literal('supervisor'),
  Type.Literal('admin'),
]);
export type Role = Static<typeof Role>;

/** Whether the role sees more than its own calls. */
export function leads(role: Role): boolean {
  return role === 'supervisor' || role === 'admin';
}

/** Where this user's calls ring: in the page (SIP.js), or on a desk phone (commands by the PBX). */
export const Device = Type.Union([Type.Literal('browser'), Type.Literal('desk')]);
export type Device = Static<typeof Device>;

/** Which phone of somebody: of which PBX, by its extension. */
export const PhoneName = Type.Object(
  {
    pbx: Type.String({ minLength: 1, maxLength: 64 }),
    extension: Type.String({ pattern: '^[0-9]{1,16}$' }),
  },
  { additionalProperties: false },
);
export type PhoneName = Static<typeof PhoneName>;

/** A phone of somebody. */
export const OwnPhone = Type.Interface(
  [PhoneName],
  { device: Device },
  { additionalProperties: false },
);
export type OwnPhone = Static<typeof OwnPhone>;

/** A user as the API shows one; never a password or its hash. */
export const User = Type.Object({
  id: Type.String(),
  login: Type.String(),
  name: Type.String(),
  role: Role,
  pbx: Type.Union([Type.String(), Type.Null()]),
  extension: Type.Union([Type.String(), Type.Null()]),
  device: Device,
  language: Type.Union([Type.Literal('ru'), Type.Literal('en')]),
  disabled: Type.Boolean(),
  /** False: no recording, whatever the role hears. */
  mayHear: Type.Boolean(),
  /** False: nothing is taken away as a file, whatever the role may. */
  mayExport: Type.Boolean(),
  /** Whether they may pause the recording of a call, as where a customer says the number of a card. */
  mayPause: Type.Boolean(),
  /** The shared place where they sit now: its phone is their last, and the only one of who has none of their own. */
  place: Type.Optional(Type.String()),
  /** Phones of theirs beside that one; absent where there are none. Not more than one of all is in the browser. */
  morePhones: Type.Optional(Type.Array(OwnPhone)),
});
export type User = Static<typeof User>;

/** What the browser phone needs to register through the same-origin `/sip` gate. Only for the user's own endpoint. */
export const SipAccount = Type.Object({
  extension: Type.String(),
  /** Host part of the SIP address of record. */
  domain: Type.String(),
  password: Type.String(),
  /** STUN servers to be asked. */
  stun: Type.Optional(Type.Array(Type.String())),
  /** True: tones go as SIP INFO, where the PBX does not hear RFC 4733. */
  dtmfInfo: Type.Optional(Type.Boolean()),
});
export type SipAccount = Static<typeof SipAccount>;

/** Body of `POST /api/me/farewell`: a BYE of each call of the own phone; `later`: unless the page is back for them soon. */
export const Farewell = Type.Object(
  {
    farewells: Type.Array(Type.String({ minLength: 1, maxLength: 4_000 }), {
      minItems: 1,
      maxItems: 2,
    }),
    when: Type.Union([Type.Literal('now'), Type.Literal('later')]),
  },
  { additionalProperties: false },
);
export type Farewell = Static<typeof Farewell>;

/** Body of `POST /api/calls`. `number` in any written form, an extension included. */
export const DialRequest = Type.Object(
  {
    number: Type.String({ minLength: 1, maxLength: 64 }),
    /** From which of one's own phones; without it the first of them. */
    from: Type.Optional(PhoneName),
    /** True: nobody is called; a call that goes on is to be sent there by a browser phone, which wants the digits. */
    transfer: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
/** Answer of `POST /api/calls`. `digits` is what a browser phone must dial; for a desk phone the PBX rings it, `callId` is set. */
export const DialAnswer = Type.Object({
  digits: Type.String(),
  via: Type.Union([Type.Literal('browser'), Type.Literal('pbx')]),
  callId: Type.Union([Type.String(), Type.Null()]),
});
export type DialAnswer = Static<typeof DialAnswer>;

/** Body of `POST /api/calls/:id/transfer`. `ask`: the other party waits while that one is asked first. */
export const TransferRequest = Type.Object(
  {
    number: Type.String({ minLength: 1, maxLength: 64 }),
    ask: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type TransferRequest = Static<typeof TransferRequest>;

/** Body of `POST /api/calls/:id/consultation`: join the two and leave, or go back to who waits. */
export const ConsultationRequest = Type.Object(
  {
    act: Type.Union([Type.Literal('complete'), Type.Literal('cancel')]),
  },
  { additionalProperties: false },
);
export type ConsultationRequest = Static<typeof ConsultationRequest>;

/** Body of `PUT /api/calls/:id/recording`. */
export const RecordingOrder = Type.Object(
  { paused: Type.Boolean() },
  { additionalProperties: false },
);
export type RecordingOrder = Static<typeof RecordingOrder>;

/** Body of `POST /api/calls/:id/tones`. */
export const TonesRequest = Type.Object(
  { tones: Type.String({ pattern: '^[0-9*#A-D]{1,32}$' }) },
  { additionalProperties: false },
);
export type TonesRequest = Static<typeof TonesRequest>;

/** Who may be called by name: people who have a phone at the same PBX, and the numbers that it has for all (queues, rooms). */
export const Directory = Type.Object({
  items: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('person'), Type.Literal('house')]),
      name: Type.String(),
      number: Type.String(),
    }),
  ),
});
export type Directory = Static<typeof Directory>;

/** What to dial at this PBX for these; a code that it lacks is not there. `pickup`: before the extension that rings. */
export const FeatureCodes = Type.Object({
  pickup: Type.Optional(Type.String()),
  park: Type.Optional(Type.String()),
  voicemail: Type.Optional(Type.String()),
});
export type FeatureCodes = Static<typeof FeatureCodes>;

/** One page of calls, newest first. `next` is the cursor of the next page, null at the end. */
export const CallPage = Type.Object({
  items: Type.Array(CallView),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type CallPage = Static<typeof CallPage>;

/**
 * RFC 9457 problem details. `detail` is what is wrong, `cure` what to do about it, in the reader's language;
 * `code` is the catalogue's stable code, `fields` marks form fields.
 */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Number(),
  detail: Type.String(),
  code: Type.String(),
  cure: Type.Optional(Type.String()),
  fields: Type.Optional(Type.Record(Type.String(), Type.String())),
});
export type Problem = Static<typeof Problem>;

/**
 * What is wrong with a part: a stable code, for which the page has words in the reader's language, and what they
 * are filled in with. Hosts, files and what others said are among the values for administrators alone.
 */
export const HealthProblem = Type.Object({
  code: Type.String(),
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  /** What the part itself says of it, with the cure; for administrators alone. */
  reason: Type.Optional(
    Type.Union([Type.Object({ ru: Type.String(), en: Type.String() }), Type.Null()]),
  ),
});
export type HealthProblem = Static<typeof HealthProblem>;

/**
 * One part's health: whether it works, since when, and what to do when not. `detail` and `cure` are English, for
 * who reads it without the page, and told to administrators alone.
 */
export const Health = Type.Object({
  ok: Type.Boolean(),
  /** Null for who is not signed in. */
  version: Type.Union([Type.String(), Type.Null()]),
  parts: Type.Array(
    Type.Object({
      part: Type.String(),
      ok: Type.Boolean(),
      since: Type.String(),
      problem: Type.Union([HealthProblem, Type.Null()]),
      detail: Type.Union([Type.String(), Type.Null()]),
      cure: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type Health = Static<typeof Health>;

/** A time in which the link to a PBX was away: calls that began and ended in it were not seen. */
export const PbxGap = Type.Object({
  pbx: Type.String(),
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
});
export type PbxGap = Static<typeof PbxGap>;

/** Somebody heard a recording of a call. */
export const RecordingPlay = Type.Object({
  at: Type.String({ format: 'date-time' }),
  /** Which one of the call's. */
  recording: Type.Integer(),
  /** As the user was called then. */
  userName: Type.String(),
  /** From which address. */
  address: Type.String(),
});
export type RecordingPlay = Static<typeof RecordingPlay>;

/** What came from a PBX since the server started, and what was not used of it. Texts are hostile. */
export const Traffic = Type.Object({
  pbx: Type.String(),
  messages: Type.Integer(),
  events: Type.Integer(),
  /** Events that say nothing of calls, by name; most frequent first. */
  unused: Type.Array(Type.Object({ name: Type.String(), count: Type.Integer() })),
  /** Events about calls that changed nothing, by reason. */
  ignored: Type.Array(Type.Object({ reason: IgnoredReason, count: Type.Integer() })),
  /** Messages that are too long, or named as nothing may be. */
  refused: Type.Integer(),
  /** Events on which the processing failed; each was tried once. */
  setAside: Type.Integer(),
  /** The first of those. */
  firstSetAside: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      text: Type.String(),
      error: Type.String(),
    }),
  ),
  /** How long the PBX took to answer when it was last asked whether it is there, ms; null when it was not yet. */
  answerMs: Type.Union([Type.Number(), Type.Null()]),
  /** How often this server stood still for a second or more and did not read what the PBX said. */
  stalls: Type.Integer(),
});
export type Traffic = Static<typeof Traffic>;
