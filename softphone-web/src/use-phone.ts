import type { User } from '@perezvon/cti-server/contract';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { PagePhone } from './open-phone.ts';
import type { ShowNotice } from './phone/notices.ts';
import type { PhoneCall, PhoneState } from './phone/phone.ts';
import { quietPhone } from './phone/reduce.ts';
import { createRinger, type Ringer, type RingerState } from './phone/ringtone.ts';
import { routeTone } from './phone/sound-output.ts';
import { browserClock } from './services/browser-clock.ts';

const nothing = () => () => {};
const SILENT: RingerState = { sound: 'unknown', notices: 'unsupported' };

/**
 * Opens a phone and keeps it until `open` changes (another device or extension) or the page leaves.
 * Null until its code is loaded, and where the user has none.
 */
export function usePhone(open: () => Promise<PagePhone>): PagePhone | null {
  const [opened, setOpened] = useState<{ open: typeof open; phone: PagePhone } | null>(null);
  useEffect(() => {
    let gone = false;
    let mine: PagePhone | null = null;
    const take = (phone: PagePhone) => {
      if (gone) return;
      mine = phone;
      setOpened({ open, phone });
      // A start that fails shows in the phone's own state.
      phone.start().catch(() => {});
    };
    open().then(take, () => {});
    return () => {
      gone = true;
      mine?.stop().catch(() => {});
    };
  }, [open]);
  return opened?.open === open ? opened.phone : null;
}

/** How the phone stands; a switched-off one while there is none. */
export function usePhoneState(
  phone: PagePhone | null,
  { device, extension }: Pick<User, 'device' | 'extension'>,
): PhoneState {
  const quiet = useMemo(() => quietPhone(device, extension), [device, extension]);
  return useSyncExternalStore(phone?.subscribe ?? nothing, phone?.state ?? (() => quiet));
}

/** The bell of a phone. `noticeOf` gives the words of a notification. */
export function useRinger(
  phone: PagePhone | null,
  noticeOf: (call: PhoneCall) => { title: string; body: string },
  showNotice: () => ShowNotice | null,
): { ringer: Ringer | null; state: RingerState } {
  const [made, setMade] = useState<{ phone: PagePhone; ringer: Ringer } | null>(null);
  useEffect(() => {
    if (!phone) return;
    const ringer = createRinger({
      phone,
      clock: browserClock,
      openAudio: () => new AudioContext(),
      route: routeTone,
      noticeOf,
      showNotice,
      window,
      // The title tells more than the phone knows: `use-page-title` sets it.
      onRinging: () => {},
    });
    // oxlint-disable-next-line react/set-state-in-effect -- it listens to clicks: not for rendering to make
    setMade({ phone, ringer });
    return ringer.stop;
  }, [phone, noticeOf, showNotice]);
  const ringer = made?.phone === phone ? made.ringer : null;
  const state = useSyncExternalStore(ringer?.subscribe ?? nothing, ringer?.state ?? silent);
  return { ringer, state };
}

function silent(): RingerState {
  return SILENT;
}
