import { useEffect } from 'react';
import type { PhoneCall, PhoneState } from './phone/phone.ts';

/** How the talks of the page bear upon its end. */
interface Session {
  /** Told whether a call is talked in that would end with the page. */
  readonly tellTalks: (any: boolean) => void;
  /** Null while the session goes on. */
  readonly lapsed: unknown;
  readonly onSignedOut: () => void;
}

/** The calls that are talked in here; when the session is over and the last of them, too, the page goes. */
export function useTalksHere(
  { device, registration, calls }: PhoneState,
  { tellTalks, lapsed, onSignedOut }: Session,
): readonly PhoneCall[] {
  const isHere = device === 'browser' && registration.kind !== 'elsewhere';
  const all = isHere ? calls.filter(({ state }) => state === 'talking' || state === 'held') : [];
  const any = all.length > 0;
  const isLapsed = lapsed !== null;
  useEffect(() => {
    tellTalks(any);
    if (isLapsed && !any) onSignedOut();
  }, [tellTalks, any, isLapsed, onSignedOut]);
  return all;
}
