/**
 * Who is at the end of a channel. A `local` one belongs to the PBX itself (half of a channel of its own,
 * announcer, recorder, application) and is nobody; an `other` is somebody of whom the settings say nothing.
 */
export type Party =
  | { readonly kind: 'extension'; readonly number: string }
  | { readonly kind: 'trunk'; readonly name: string }
  | { readonly kind: 'local' }
  | { readonly kind: 'other'; readonly name: string };

/** What the PBX says of one channel. All texts are hostile; null where the PBX gave nothing. */
export interface Channel {
  /** The PBX's id of the channel; unique while the PBX runs. */
  readonly channel: string;
  /** The PBX's own grouping of channels into calls. May change while the channel lives. */
  readonly group: string;
  /** What commands call the channel. */
  readonly name: string;
  readonly party: Party;
  readonly number: string | null;
  /** The caller does not want to be known, as opposed to a number that is not there (yet). */
  readonly isWithheld: boolean;
  readonly callerName: string | null;
  /** The number that this channel dialled or was sent to. */
  readonly dialled: string | null;
}

/** What channels are brought together for. */
export type BridgeUse = 'talk' | 'parking' | 'conference';

/** A channel as a snapshot lists it. */
export interface SnapshotChannel extends Channel {
  readonly state: 'ringing' | 'up' | 'other';
  /** Bridge it is in, if any, and what that is for; null where the PBX did not say. */
  readonly bridge: string | null;
  readonly use: BridgeUse | null;
  /** How long it has existed, ms. */
  readonly ageMs: number;
  /** The queue that it waits in. */
  readonly queue: string | null;
  /** Whether it leaves a message. */
  readonly voicemail: boolean;
  /** The other half of a channel of the PBX itself. */
  readonly pair: string | null;
}

/** Group of a channel, present where the PBX repeated it: a changed one joins two calls. */
interface Regroup {
  readonly channel: string;
  readonly group: string;
}

/**
 * The few words that every PBX is translated into. `at` is ms since the epoch, `pbx` the connection's id.
 * A connector says only what the PBX said; what follows from it is decided in `calls/`.
 */
export type PbxEvent = {
  readonly at: number;
  readonly pbx: string;
} /** `isCalling`: its party calls us, as far as its state tells. */ & (
  | ({ readonly kind: 'channel' } & Channel & { readonly isCalling: boolean })
  | ({ readonly kind: 'ringing' } & Regroup)
  | ({ readonly kind: 'up' } & Regroup)
  /** The channel's place or caller (null: not told) changed: carries the group, and the digits it was sent to. */
  | ({
      readonly kind: 'seen';
      readonly dialled: string | null;
      readonly caller: { readonly number: string | null; readonly name: string | null } | null;
      readonly isCalling: boolean;
    } & Regroup)
  /** `from` is null where the PBX itself rings the phone (click-to-call). */
  | {
      readonly kind: 'dial';
      readonly from: string | null;
      readonly to: string;
      readonly digits: string | null;
    }
  | {
      readonly kind: 'dial-end';
      readonly from: string | null;
      readonly to: string;
      readonly status: 'answered' | 'busy' | 'no-answer' | 'cancelled' | 'failed';
      /** The phone sent the call on to these digits. */
      readonly forwardedTo: string | null;
    }
  | ({
      readonly kind: 'bridge-enter';
      readonly bridge: string;
      readonly use: BridgeUse;
      /** The channel whose place it takes. */
      readonly replaces: string | null;
    } & Regroup)
  | ({ readonly kind: 'bridge-leave'; readonly bridge: string } & Regroup)
  | { readonly kind: 'bridge-merge'; readonly from: string; readonly into: string }
  | ({ readonly kind: 'hold' } & Regroup)
  | ({ readonly kind: 'unhold' } & Regroup)
  /** The party at this channel asked to end it (BYE, CANCEL, refusal). */
  /** `cause`: Q.850, where a reason was given. */
  | ({ readonly kind: 'hangup-request'; readonly cause: number | null } & Regroup)
  /** `cause`: Q.850. */
  | ({ readonly kind: 'hangup'; readonly cause: number } & Regroup)
  | ({ readonly kind: 'queue-join'; readonly queue: string } & Regroup)
  | ({ readonly kind: 'queue-leave'; readonly queue: string } & Regroup)
  | ({ readonly kind: 'voicemail' } & Regroup)
  /** What calls is a fax machine: the PBX receives what it sends. */
  | ({ readonly kind: 'fax' } & Regroup)
  /** What became of ringing the phone of a click-to-call, ours or another's, and what that was to dial. */
  | {
      readonly kind: 'originated';
      readonly channel: string;
      /** What was asked for, such as `PJSIP/101`; the channel's name once there is one. */
      readonly name: string;
      readonly party: Party;
      readonly dialled: string | null;
      readonly answered: boolean;
    }
  /** `file`: as the PBX has it; the file itself, or a name that it will have, without folder and ending. */
  | ({ readonly kind: 'recording'; readonly file: string; readonly isFile: boolean } & Regroup)
  /** The oldest of what records this channel ceased to, though the channel lives on. */
  | ({ readonly kind: 'recording-end' } & Regroup)
  /** What records this channel writes silence in place of its sound, or the sound again. */
  | ({ readonly kind: 'recording-mute'; readonly isMuted: boolean } & Regroup)
  /** The two halves of one channel of the PBX itself. */
  | { readonly kind: 'local-pair'; readonly one: string; readonly two: string }
  | {
      readonly kind: 'transfer';
      readonly type: 'blind' | 'attended';
      readonly by: string | null;
      readonly moved: string | null;
      readonly to: string | null;
    }
  /** `by`: the party that parked it. `place`: what a phone dials to take it. */
  | {
      readonly kind: 'parked';
      readonly channel: string;
      readonly by: Party | null;
      readonly place?: string | null;
    }
  /** `by`: the channel that takes it; null when its time is up (`back`) or the parked party gave up. */
  | {
      readonly kind: 'unparked';
      readonly channel: string;
      readonly by: string | null;
      readonly back: boolean;
    }
  | { readonly kind: 'pickup'; readonly by: string; readonly ringing: string }
  /** All channels that the PBX has now; the question was asked at `askedAt`. */
  | {
      readonly kind: 'snapshot';
      readonly askedAt: number;
      /** There may be others. */
      readonly isPart?: true;
      /** The line was away before: since then nothing was heard of what it does not list. */
      readonly unheardSince?: number;
      readonly channels: readonly SnapshotChannel[];
    }
  /** The PBX started anew: no channel of before exists any more. */
  | { readonly kind: 'restarted' }
  /** This machine's clock was set by so many ms: times from now on are of the new one. */
  | { readonly kind: 'clock-step'; readonly by: number }
);

/** The channels that an event names. A snapshot and a restart name none: they are about all. */
export function channelsIn(event: PbxEvent): string[] {
  switch (event.kind) {
    case 'snapshot':
    case 'restarted':
    case 'clock-step':
    case 'bridge-merge':
      return [];
    case 'dial':
      return event.from === null ? [event.to] : [event.from, event.to];
    case 'dial-end':
      return [event.to];
    case 'local-pair':
      return [event.one, event.two];
    case 'transfer':
      return [event.by, event.moved].filter((channel) => channel !== null);
    case 'pickup':
      return [event.by, event.ringing];
    default:
      return [event.channel];
  }
}
