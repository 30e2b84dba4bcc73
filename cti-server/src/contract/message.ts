import { type Static, Type } from 'typebox';
import { CallView } from './call.ts';
import { Colleague, Queue } from './presence.ts';

/** Version of the live channel's messages. A client with another version reloads the page. */
export const LIVE_VERSION = 7;

/** Whether the PBX connection works, since when, and what to do when it does not. Times ISO 8601 UTC. */
export const PbxStatus = Type.Object({
  pbx: Type.String(),
  name: Type.String(),
  state: Type.Union([
    Type.Literal('connecting'),
    Type.Literal('up'),
    Type.Literal('down'),
    Type.Literal('refused'),
  ]),
  since: Type.String(),
  /** Error code of the catalogue (kernel/errors.ts) when not up. */
  problem: Type.Union([Type.String(), Type.Null()]),
  /**
   * Sentence that names cause and cure, in English, with host and account: for administrators, null for others.
   * The page shows its own words for known codes.
   */
  detail: Type.Union([Type.String(), Type.Null()]),
  /** The last time the link was away, if it was: calls that began and ended in it were not seen. */
  lastGap: Type.Union([Type.Object({ from: Type.String(), to: Type.String() }), Type.Null()]),
});
export type PbxStatus = Static<typeof PbxStatus>;

/**
 * Server → browser. Every message bears `n`, the number of the last log entry that it reflects.
 * `epoch` names this log; another epoch means the client's numbers are worthless and a snapshot follows.
 */
export const LiveMessage = Type.Union([
  /** All open calls the reader may see, and the newest ended ones; replaces what the client had. */
  Type.Object({
    type: Type.Literal('snapshot'),
    n: Type.Number(),
    epoch: Type.String(),
    version: Type.Number(),
    calls: Type.Array(CallView),
    pbx: Type.Array(PbxStatus),
  }),
  /** Backfill from the client's number is complete; from here on messages are live. */
  Type.Object({
    type: Type.Literal('resumed'),
    n: Type.Number(),
    epoch: Type.String(),
    version: Type.Number(),
    pbx: Type.Array(PbxStatus),
  }),
  /** A call began or changed: replaces the client's copy by `call.id`. `pop` asks for the card to open. */
  Type.Object({
    type: Type.Literal('call'),
    n: Type.Number(),
    call: CallView,
    pop: Type.Boolean(),
  }),
  /** This call turned out to be another one's part: take it away. */
  Type.Object({ type: Type.Literal('gone'), n: Type.Number(), callId: Type.String() }),
  Type.Object({ type: Type.Literal('pbx'), n: Type.Number(), status: PbxStatus }),
  /** All PBXs there are: one came, went or has another name. */
  Type.Object({ type: Type.Literal('links'), n: Type.Number(), pbx: Type.Array(PbxStatus) }),
  /** Somebody said something of missed callers: that list is another. */
  Type.Object({ type: Type.Literal('missed'), n: Type.Number() }),
  /** Deals, tasks or other work of a contact (null: of nobody's) is another: whoever shows it asks again. */
  Type.Object({
    type: Type.Literal('work'),
    n: Type.Number(),
    contactId: Type.Union([Type.String(), Type.Null()]),
  }),
  /**
   * Colleagues and queues as they are now: after `snapshot` and `resumed`, all there are; then what changed. They stand
   * in no log, so who comes back forgets what it had.
   */
  Type.Object({
    type: Type.Literal('presence'),
    n: Type.Number(),
    colleagues: Type.Array(Colleague),
    queues: Type.Array(Queue),
    gone: Type.Object({
      colleagues: Type.Array(Type.Object({ pbx: Type.String(), extension: Type.String() })),
      queues: Type.Array(Type.Object({ pbx: Type.String(), name: Type.String() })),
    }),
  }),
  /** Sent every 10 s so that a browser can tell a dead socket from a quiet one. */
  Type.Object({ type: Type.Literal('beat'), n: Type.Number() }),
]);
export type LiveMessage = Static<typeof LiveMessage>;

/** Browser → server, first on each socket. `after: null` asks for a snapshot. */
export const ResumeRequest = Type.Object(
  {
    type: Type.Literal('resume'),
    epoch: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
    after: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  },
  { additionalProperties: false },
);
export type ResumeRequest = Static<typeof ResumeRequest>;

/** Browser → server, behind `resume`, at each change: its phone refuses calls. Holds as long as the socket. */
export const DoNotDisturb = Type.Object(
  { type: Type.Literal('do-not-disturb'), on: Type.Boolean() },
  { additionalProperties: false },
);

/** All that a browser says on `/live`. */
export const LiveRequest = Type.Union([ResumeRequest, DoNotDisturb]);
export type LiveRequest = Static<typeof LiveRequest>;

/** Close codes of `/live`, a closed list. */
export const LiveClose = {
  /** The server stops; reconnect with jitter. */
  goingAway: 1001,
  /** Signed out, disabled, or the session ended: sign in again. */
  signedOut: 1008,
  tooBig: 1009,
  /** The client did not read; reconnect and resume. */
  tooSlow: 1013,
  /** No or a malformed `resume` in time. */
  badRequest: 4400,
} as const;
