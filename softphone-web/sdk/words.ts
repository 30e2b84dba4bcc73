/** What the phone in a frame and the page around it say to each other. Further fields may come; what is unknown is left alone. */

/** The version of these words; in every message, so that messages of others are left alone. */
export const WORDS = 1;

/** A call of the phone. */
export interface PhoneCallInfo {
  /** For {@link PerezvonPhone.answer} and others; lasts as long as the call. */
  readonly callId: string;
  /** Perezvon's own record of it, as in its API; null while it is not known. */
  readonly externalCallId: string | null;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  /** Of the other side, as the network gave it; null where it is withheld. */
  readonly phoneNumber: string | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  /** Who it is, as best known to Perezvon. Text from outside: show it as text, never as markup. */
  readonly name: string | null;
  /** ms since the epoch. */
  readonly callStartTime: number;
  /** The record that {@link PerezvonPhone.setContact} or {@link PerezvonPhone.dial} gave. */
  readonly recordId: string | null;
}

/** How a call ended. */
export type CallEndStatus =
  | 'COMPLETED'
  | 'MISSED'
  | 'NO_ANSWER'
  | 'BUSY'
  | 'CANCELED'
  | 'REJECTED'
  | 'FAILED';

/** A person or company of Perezvon. */
export interface PhoneContact {
  readonly id: string;
  readonly name: string;
  readonly companyName: string | null;
}

/** What happens, by the name of the event. */
export interface PhoneEvents {
  /** The phone is there, signed in or not; again after each reload of the frame. */
  readonly ready: { readonly loggedIn: boolean };
  readonly loggedIn: { readonly userName: string; readonly extension: string | null };
  readonly loggedOut: Readonly<Record<string, never>>;
  /** A call rings here, or is being dialled from here. */
  readonly ringing: PhoneCallInfo;
  readonly answered: PhoneCallInfo;
  readonly ended: PhoneCallInfo & {
    readonly callEndStatus: CallEndStatus;
    /** Of the talk, ms; 0 where nobody answered. */
    readonly durationMs: number;
  };
  /** A card opens: who calls is known as far as it can be. One contact, several that fit, or none. */
  readonly screenPop: PhoneCallInfo & { readonly contacts: readonly PhoneContact[] };
  /** The user wants to see the record that `setContact` gave. */
  readonly navigateToRecord: { readonly recordId: string };
}

/** A record of the page around the phone, for whom a call is. */
export interface RecordBrief {
  readonly recordId: string;
  readonly recordName: string;
  /** Such as `Contact` or `Deal`; shown beside the name. */
  readonly objectType?: string;
}

/** What the page may ask of the phone, by the name of the method. */
export interface PhoneMethods {
  readonly dial: (number: string, record?: RecordBrief) => { readonly callId: string | null };
  readonly answer: (callId?: string) => void;
  readonly hangUp: (callId?: string) => void;
  readonly setContact: (record: RecordBrief, callId?: string) => void;
}

/** Why the phone refused. */
export type PhoneErrorCode = 'not-signed-in' | 'no-such-call' | 'bad-request' | 'refused';

/** From the page to the phone. */
export type ToPhone =
  | { readonly perezvon: typeof WORDS; readonly kind: 'hello' }
  | {
      readonly perezvon: typeof WORDS;
      readonly kind: 'ask';
      readonly ask: number;
      readonly method: keyof PhoneMethods;
      readonly args: readonly unknown[];
    };

/** From the phone to the page. */
export type FromPhone =
  | {
      readonly perezvon: typeof WORDS;
      readonly kind: 'event';
      readonly name: keyof PhoneEvents;
      readonly detail: PhoneEvents[keyof PhoneEvents];
    }
  | {
      readonly perezvon: typeof WORDS;
      readonly kind: 'done';
      readonly ask: number;
      readonly value: unknown;
    }
  | {
      readonly perezvon: typeof WORDS;
      readonly kind: 'refused';
      readonly ask: number;
      readonly code: PhoneErrorCode;
      readonly message: string;
    };
