import {
  browserPhoneOf,
  type OwnPhone,
  type PhoneName,
  phonesOf,
  type User,
} from '@perezvon/cti-server/contract';
import type { PhoneActs } from './phone-acts.ts';
import type { PhoneCall } from './phone.ts';

/** A call at one of the user's phones that is not the page's. */
export interface CallElsewhere {
  readonly call: PhoneCall;
  readonly extension: string;
}

/** The user's phones beside the one that the page is. */
export interface OtherPhones {
  readonly calls: readonly CallElsewhere[];
  /** What the page can do to them. */
  readonly acts: PhoneActs;
}

/** From which of several phones calls are placed. */
export interface DialFrom {
  readonly phones: readonly OwnPhone[];
  readonly chosen: OwnPhone;
  readonly choose: (phone: PhoneName) => void;
}

/** The page's own phone: the one in the browser, else the first; null where the user has none. */
export function pagePhoneOf(user: User): OwnPhone | null {
  return browserPhoneOf(user) ?? phonesOf(user)[0] ?? null;
}

/** Whether both name one phone. */
export function isSamePhone(one: PhoneName, other: PhoneName): boolean {
  return one.pbx === other.pbx && one.extension === other.extension;
}
