import type { Leg, Transfer } from '../contract/index.ts';
import type { BridgeUse, Party } from '../pbx/event.ts';
import type { LivePause } from './pauses.ts';
import type { LiveRecording } from './recordings.ts';

/** What the PBX says of one act in several events comes within so long. */
export const SAME_ACT_MS = 1_000;

/** A channel of the PBX while it lives. Times ms epoch. */
export interface LiveChannel {
  readonly id: string;
  readonly name: string;
  readonly party: Party;
  number: string | null;
  readonly isWithheld: boolean;
  callerName: string | null;
  /** What it dialled when it began. */
  dialled: string | null;
  /** Where the dialplan took it first, where that is another number. */
  place: string | null;
  /** Its party calls us: nobody here rang it. */
  isCalling: boolean;
  /** An agent who called in and waits for calls in a pool. */
  isInPool: boolean;
  /** How the attempt at it, or at its other half, ended, for channels of the PBX itself. */
  outcome: DialOutcome | null;
  group: string;
  call: LiveCall;
  bridge: Bridge | null;
  /** The other half, for channels of the PBX itself. */
  pair: LiveChannel | null;
  leg: LiveLeg | null;
  /** What records it writes silence in its place. */
  isRecorderMuted: boolean;
  /** When its party itself asked to end it: refused, or hung up. The PBX may keep the channel of who has left. */
  hungUpAt: number | null;
  /** The reason that it gave for that, Q.850. */
  hungUpCause: number | null;
  lastAt: number;
  /** A snapshot lacked it once. */
  missed: boolean;
}

/** How the PBX says that an attempt ended. */
export type DialOutcome = 'answered' | 'busy' | 'no-answer' | 'cancelled' | 'failed';

/** One attempt to reach one party. Times ms epoch. */
export interface LiveLeg {
  readonly kind: 'extension' | 'external';
  /** The extension; outside, the best that is known of the number, else the line. */
  party: string;
  /** The number that a line was given. */
  digits: string | null;
  /** Another one where its phone came back by it (C26). */
  channel: LiveChannel;
  /** The agent's own leg of a click-to-call: rung by the PBX, not by a caller. */
  own: boolean;
  /** A party from outside whose own call was joined to this one. */
  readonly isJoined: boolean;
  /** Since when it is, or was, in somebody's company; outside parties only. */
  spokeAt: number | null;
  begunAt: number;
  rangAt: number | null;
  answeredAt: number | null;
  endedAt: number | null;
  status: DialOutcome | null;
  /** The phone sent the call on to these digits. */
  forwardedTo: string | null;
  result: Leg['result'];
  cause: number | null;
}

/** `use`: null where a list of channels did not say. */
export interface Bridge {
  readonly id: string;
  use: BridgeUse | null;
  readonly channels: Set<LiveChannel>;
}

/** `to` of a parked call is known when somebody takes it, or it goes back. */
export interface LiveTransfer {
  readonly type: Transfer['type'];
  readonly from: string | null;
  to: string | null;
  at: number;
  /** What a phone dials to take a parked call. */
  readonly place?: string | null;
}

/** A talk beside the call, while the other party waits. Times ms epoch. */
export interface LiveConsultation {
  readonly from: string | null;
  startedAt: number;
  /** Another one where a group was asked, and they took it over. */
  leg: LiveLeg;
}

/**
 * One conversation as the customer sees it, in the making.
 * ```
 * first channel ──▶ legs ring ──▶ subject shares a bridge: answeredAt ──▶ subject hangs up: endedAt
 * ```
 */
export interface LiveCall {
  readonly id: string;
  readonly pbx: string;
  /** A phone or a line has to do with it: else it is the PBX's own affair, and told to nobody. */
  isReal: boolean;
  readonly groups: Set<string>;
  /** The channel that began it. */
  first: LiveChannel;
  /** Whom it is about within the house, once the extension that placed it has sent the other on: a channel's id. */
  heir: string | null;
  /** Those that live. */
  readonly channels: Set<LiveChannel>;
  readonly legs: LiveLeg[];
  startedAt: number;
  answeredAt: number | null;
  endedAt: number | null;
  cause: number | null;
  /** The call was begun by the PBX (click-to-call), for this number where it said so. */
  originated: boolean;
  originNumber: string | null;
  queue: string | null;
  inQueue: boolean;
  voicemail: boolean;
  /** The PBX received a fax. */
  isFax: boolean;
  /** C25 In the order in which the PBX named them. */
  readonly recordings: LiveRecording[];
  /** What the dialplan calls a recording that no file was named of yet. */
  recordingName: string | null;
  /** C27 In the order of time. */
  readonly pauses: LivePause[];
  readonly handledBy: string[];
  readonly transfers: LiveTransfer[];
  readonly consultations: LiveConsultation[];
  /** Extensions that were in a conference with the other party. */
  readonly conferees: string[];
  /** The other party left its company, and no word has come yet of why. */
  loose: boolean;
  pickedUp: { by: string | null; from: string | null } | null;
  /** Who first asked to end it since the subject was last connected. */
  requestedBy: LiveChannel | null;
  /** When any party last asked to end its part in it. */
  askedAt: number | null;
  /** The caller gave up while somebody could still have answered. */
  gaveUp: boolean;
  /** Channels that hold it, and since when any does. */
  readonly holders: Set<string>;
  heldSince: number | null;
  holdMs: number;
  complete: boolean;
  reason: string | null;
  /** Ids of calls that merged into this one since the last change was told. */
  merged: string[];
}
