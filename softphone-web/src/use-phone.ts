import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Phone, PhoneState } from './phone/phone.ts';
import { quietPhone } from './phone/reduce.ts';

/** The phone of a page and how it stands; `phone` is null until its code is loaded. */
export interface PagePhone {
  readonly phone: Phone | null;
  readonly state: PhoneState;
}

const nothing = () => () => {};

/**
 * Opens a phone and keeps it until `open` changes (another device or extension) or the page leaves.
 * `open` may load the phone's code first.
 */
export function usePhone(
  open: () => Promise<Phone>,
  whose: Pick<PhoneState, 'device' | 'extension'>,
): PagePhone {
  const [phone, setPhone] = useState<Phone | null>(null);
  const [quiet, setQuiet] = useState(() => quietPhone(whose.device, whose.extension));
  useEffect(
    () => setQuiet(quietPhone(whose.device, whose.extension)),
    [whose.device, whose.extension],
  );
  useEffect(() => {
    let gone = false;
    let mine: Phone | null = null;
    const opened = (one: Phone) => {
      if (gone) return;
      mine = one;
      setPhone(one);
      // A start that fails shows in the phone's own state.
      one.start().catch(() => {});
    };
    open().then(opened, () => {});
    return () => {
      gone = true;
      setPhone(null);
      mine?.stop().catch(() => {});
    };
  }, [open]);
  const state = useSyncExternalStore(phone?.subscribe ?? nothing, phone?.state ?? (() => quiet));
  return { phone, state };
}
