import { type PhoneName, phonesOf, type User } from '@perezvon/cti-server/contract';
import { useMemo, useState } from 'react';
import { callsAt, createDeskPhone } from './phone/desk-phone.ts';
import { type DialFrom, isSamePhone, type OtherPhones, pagePhoneOf } from './phone/other-phones.ts';
import { phoneActs } from './phone/phone-acts.ts';
import type { ApiClient } from './services/api-client.ts';
import { browserClock } from './services/browser-clock.ts';
import type { LiveState, LiveStore } from './services/live-store.ts';
import { ownPart } from './services/own-part.ts';

/** Follows the calls at the user's other phones: seen through the server, like those of any desk phone. */
export function useOtherPhones(options: {
  user: User;
  calls: LiveState['calls'];
  order: LiveState['order'];
  api: ApiClient;
  live: LiveStore;
  tellFailure: (error: unknown) => void;
}): OtherPhones {
  const { user, calls, order, api, live, tellFailure } = options;
  const own = pagePhoneOf(user);
  const shown = phonesOf(user).flatMap((phone) =>
    own && isSamePhone(phone, own)
      ? []
      : callsAt(phone, {
          calls,
          // the page's own phone shows what it is in, too
          order: order.filter((id) => !(own && isAt(own, calls[id]))),
        }).map((call) => ({ call, extension: phone.extension })),
  );
  const acts = useMemo(
    () =>
      phoneActs(
        createDeskPhone({ extension: '', pbx: null, live, api, clock: browserClock }),
        tellFailure,
      ),
    [api, live, tellFailure],
  );
  return { calls: shown, acts };
}

function isAt({ pbx, extension }: PhoneName, call: LiveState['calls'][string] | undefined) {
  return call?.pbx === pbx && ownPart(call, extension) !== null;
}

/** The choice among several phones; null where there is none to make. */
export function useDialFrom(user: User): DialFrom | null {
  const key = `perezvon.dial-from.${user.id}`;
  const [kept, setKept] = useState(() => readKept(key));
  const phones = phonesOf(user);
  const own = pagePhoneOf(user);
  if (!own || phones.length < 2) return null;
  const chosen = phones.find((phone) => kept && isSamePhone(phone, kept)) ?? own;
  return {
    phones,
    chosen,
    choose({ pbx, extension }) {
      setKept({ pbx, extension });
      try {
        localStorage.setItem(key, JSON.stringify({ pbx, extension }));
      } catch {
        // a browser that keeps nothing: the choice holds until the page is loaded anew
      }
    },
  };
}

function readKept(key: string): PhoneName | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as PhoneName | null;
  } catch {
    return null;
  }
}
