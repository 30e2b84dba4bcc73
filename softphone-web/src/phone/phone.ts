import type { LiveQuality } from './quality.ts';

/** How many calls may live at once: one that is spoken in and one that waits. The third hears "busy". */
export const MAX_CALLS = 2;
/** Remote names and numbers are hostile text: kept as plain strings of at most this many characters. */
export const MAX_REMOTE_TEXT = 200;

/** Why the PBX does not take this phone. Words for them are in `text/`. */
export type RegistrationRefusal = 'wrong-password' | 'not-allowed' | 'refused';

/** Whether calls reach the phone of this very tab. `since` is ms since the epoch. */
export type OwnRegistration =
  | { readonly kind: 'off' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** The way to the PBX is broken and is being repaired; a call that was on goes on. */
  | { readonly kind: 'lost'; readonly since: number }
  /** The PBX answered no. It is tried again by itself, slowly. */
  | { readonly kind: 'refused'; readonly reason: RegistrationRefusal };

/**
 * Whether calls reach this phone. `elsewhere`: another tab of the same operator owns the phone; its
 * calls are shown here and commands given here are carried out there. `there` is its registration.
 */
export type Registration =
  | OwnRegistration
  | { readonly kind: 'elsewhere'; readonly there: OwnRegistration };

/**
 * The microphone: `denied` by the user or a policy, `missing` where the machine has none or another
 * program holds it, `insecure` where the page came over plain http, to which browsers give none.
 * Nobody would be heard then, so calls are neither placed nor answered.
 */
export type Microphone = 'unasked' | 'asking' | 'granted' | 'denied' | 'missing' | 'insecure';

/** Whether it is known that nobody would be heard. */
export function lacksMicrophone(microphone: Microphone): boolean {
  return microphone === 'denied' || microphone === 'missing' || microphone === 'insecure';
}

/** How a call ended, as this phone saw it. Words for them are in `text/`. */
export type EndReason =
  | 'hung-up'
  | 'remote-hung-up'
  | 'rejected'
  | 'cancelled'
  | 'answered-elsewhere'
  | 'busy'
  | 'no-answer'
  | 'unknown-number'
  /** The limits on outside calls do not allow it. */
  | 'not-allowed'
  | 'no-microphone'
  /** Sent on to somebody else, or joined with the one who was asked. */
  | 'transferred'
  /** The page was loaded anew, and the call could not be taken back. */
  | 'not-returned'
  /** This browser and the PBX have no way of sound in common. */
  | 'no-codec'
  | 'failed';

/**
 * Where a call of this phone stands.
 * ```
 * invited ──▶ ringing ───answered──▶ talking ◀──held──▶ held
 * dialled ──▶ dialling ──answered──▶    │                │
 *                │                      │                │
 *             ended ◀───────────────────┴────────────────┘
 *                └──forgotten──▶ (gone)
 * ```
 * `returning`: the page was loaded anew in the call, and is taking it back; it is talked in then.
 */
export type PhoneCallState = 'ringing' | 'dialling' | 'returning' | 'talking' | 'held' | 'ended';

/** One call as this phone sees it. Times are ms since the epoch. */
export interface PhoneCall {
  /** SIP Call-ID; of a desk phone's call the id of the call record. */
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  /** As the other side sent it: hostile text, capped. Empty where it is withheld. */
  readonly remoteNumber: string;
  readonly remoteName: string;
  readonly state: PhoneCallState;
  readonly muted: boolean;
  /** Since when it is on hold; null while it is not. */
  readonly heldSince: number | null;
  /** It and the other call hear each other: a conference of three. */
  readonly joined: boolean;
  /** The call that waits while this one asks somebody about it; null where it asks nobody. */
  readonly asksFor: string | null;
  /** The phone called rings and sends no sound of its own: the ringing tone is ours to play. */
  readonly ringback: boolean;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: EndReason | null;
  /** How it sounds, some seconds after it was answered; of a desk phone's call never known. */
  readonly quality?: LiveQuality;
}

/** All that the page shows of the phone. Replaced as a whole at each change, never mutated. */
export interface PhoneState {
  readonly device: 'browser' | 'desk';
  readonly extension: string | null;
  readonly registration: Registration;
  readonly microphone: Microphone;
  /** New messages in the own voicemail; null where the PBX has told nothing of one. */
  readonly messages: number | null;
  /** In order of start. Ended calls stay for some seconds. */
  readonly calls: readonly PhoneCall[];
}

/** Why a command was not carried out. Words for them are in `text/`. */
export type RefusalCode =
  | 'not-ready'
  | 'no-microphone'
  | 'insecure-page'
  | 'bad-number'
  | 'unknown-call'
  | 'wrong-state'
  | 'too-many-calls'
  | 'desk-phone'
  /** The PBX took no transfer to there. */
  | 'transfer-refused'
  /** The limits on outside calls do not allow it. */
  | 'not-allowed'
  /** The PBX said yes, and nothing came of it. */
  | 'not-heard'
  | 'owner-gone'
  | 'failed';

/** What a refused command rejects with. */
export class PhoneRefusal extends Error {
  override readonly name = 'PhoneRefusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, options?: { cause?: unknown }) {
    super(`The phone refused: ${code}`, options);
    this.code = code;
  }
}

/** A phone. Every command settles when it is done, and rejects with a {@link PhoneRefusal} when it is not. */
export interface Phone {
  readonly state: () => PhoneState;
  /** Calls `listener` after each change; the returned function ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Connects, and asks for the microphone where nobody has yet. */
  readonly start: () => Promise<void>;
  /** Ends its calls and signs off. */
  readonly stop: () => Promise<void>;
  /** Asks for the microphone (again). Resolves when the user has answered, see `state().microphone`. */
  readonly askMicrophone: () => Promise<void>;
  /** Dials `^\+?[0-9*#]{1,32}$`; a call that is spoken in is put on hold. Gives the new call's id. */
  readonly dial: (digits: string) => Promise<string>;
  /** Answers; a call that is spoken in is put on hold. */
  readonly answer: (id: string) => Promise<void>;
  readonly reject: (id: string) => Promise<void>;
  readonly hangUp: (id: string) => Promise<void>;
  readonly mute: (id: string, on: boolean) => Promise<void>;
  /** Holds, or goes back to a held call; the other one that is spoken in is held then. */
  readonly hold: (id: string, on: boolean) => Promise<void>;
  /** Sends `^[0-9*#A-D]{1,32}$` into a call that is spoken in. */
  readonly dtmf: (id: string, tones: string) => Promise<void>;
  /** Sends a call on to digits, as in `dial`, and leaves it. */
  readonly transfer: (id: string, digits: string) => Promise<void>;
  /** Holds a call and dials somebody to ask about it; gives the id of that talk. Hanging that up goes back. */
  readonly consult: (id: string, digits: string) => Promise<string>;
  /** Joins a held call with the one that is spoken in, and leaves both. */
  readonly connect: (id: string) => Promise<void>;
  /** All three hear each other: a held call and the one that is spoken in. */
  readonly confer: (id: string) => Promise<void>;
}

/** What may be dialled, after separators are gone. */
export const DIALLABLE = /^\+?[0-9*#]{1,32}$/;
/** What may be sent as tones (RFC 4733 events 0–15). */
export const TONES = /^[0-9*#A-D]{1,32}$/;

/** A call that still lives. */
export function isLive(call: PhoneCall): boolean {
  return call.state !== 'ended';
}

/** The other call that is spoken in, or waits, beside a call. */
export function otherCall(state: Pick<PhoneState, 'calls'>, id: string): PhoneCall | null {
  return (
    state.calls.find(
      (call) => call.id !== id && (call.state === 'talking' || call.state === 'held'),
    ) ?? null
  );
}

/** A call by its id in a state that the command fits. @throws PhoneRefusal `unknown-call`, `wrong-state` */
export function callIn(
  state: PhoneState,
  id: string,
  fitting: readonly PhoneCallState[],
): PhoneCall {
  const call = state.calls.find((one) => one.id === id);
  if (!call) throw new PhoneRefusal('unknown-call');
  if (!fitting.includes(call.state)) throw new PhoneRefusal('wrong-state');
  return call;
}
