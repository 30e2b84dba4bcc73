import type { CallView, Me } from '@perezvon/cti-server/contract';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { ownExtension } from './cards/call-facts.ts';
import type { NameOfColleague } from './cards/colleague-name.ts';
import { recordOf } from './cards/phone-call-names.ts';
import { whoIs } from './cards/Who.tsx';
import { liveCalls, newestFirst } from './engine.ts';
import { openPhone } from './open-phone.ts';
import type { Habits } from './phone/habits.ts';
import { pagePhoneOf } from './phone/other-phones.ts';
import { type PhoneActs, phoneActs } from './phone/phone-acts.ts';
import { isLive, type PhoneCall, type PhoneState } from './phone/phone.ts';
import type { RingerState } from './phone/ringtone.ts';
import type { ApiClient } from './services/api-client.ts';
import type { LiveState, LiveStore } from './services/live-store.ts';
import { pageSound } from './phone/sound-choice.ts';
import { useSpeech } from './text/language.tsx';
import { toast } from './ui/Toasts.tsx';
import { visible } from './ui/visible.ts';
import { useKeptQuality } from './use-kept-quality.ts';
import { useAskBeforeLeaving } from './ui/use-ask-before-leaving.ts';
import { useHabits, useHabitStore } from './use-habits.ts';
import { useNotices } from './use-notices.ts';
import { useUnchanged } from './use-unchanged.ts';
import { usePageTitle } from './use-page-title.ts';
import { usePhone, usePhoneState, useRinger } from './use-phone.ts';

/** Longest name in a notification, characters. */
const LONGEST_NAME = 200;

/** The phone as the page uses it. */
export interface UsedPhone {
  readonly state: PhoneState;
  readonly ringer: RingerState;
  readonly habits: Habits;
  readonly setHabits: (change: Partial<Habits>) => void;
  /** Null until the phone's code is loaded, and where the user has none. */
  readonly acts: PhoneActs | null;
  readonly nameOf: (call: PhoneCall) => string;
  /** The server's record of a call that goes on; null while it is not known. */
  readonly recordOf: (call: PhoneCall) => CallView | null;
  /** Dials digits on the browser phone; gives the call's id. */
  readonly dial: (digits: string) => Promise<string | null>;
  /** Moves the phone of another tab here; null where that makes no sense. */
  readonly takeOver: (() => void) | null;
  /** Asks for microphone, notifications and sound; from a click. */
  readonly allow: () => Promise<void>;
}

/** Opens the user's phone and its bell, names its calls, and lets the tab's title ring. */
export function usePagePhone(options: {
  me: Me;
  api: ApiClient;
  live: LiveStore;
  calls: LiveState['calls'];
  colleague: NameOfColleague;
  tellFailure: (error: unknown) => void;
}): UsedPhone {
  const { me, api, live, calls, colleague, tellFailure } = options;
  const { t, number } = useSpeech();
  const own = pagePhoneOf(me.user);
  const { device, extension, pbx } = own ?? me.user;
  const sip = useUnchanged(me.sip);
  const habitStore = useHabitStore(me.user.id);
  const soundBlocked = useRef(() => {});
  const open = useCallback(() => {
    const onSoundBlocked = () => soundBlocked.current();
    const refusesCalls = () => habitStore.get().doNotDisturb;
    return openPhone({ device, extension, pbx, sip, api, live, onSoundBlocked, refusesCalls });
  }, [device, extension, pbx, sip, api, live, habitStore]);
  const phone = usePhone(open);
  const habits = useHabits(habitStore, phone);
  const state = usePhoneState(phone, { device, extension });

  const nameOf = (call: PhoneCall) => {
    const open = liveCalls(calls);
    // the name stays while the end of the call is shown
    const candidates = call.state === 'ended' ? [...open, ...newestFirst(calls)] : open;
    const record = recordOf(call, candidates, extension);
    if (record)
      return whoIs(record, { t, number, colleague, extension: ownExtension(record, me.user) });
    // of a colleague who is asked about a call there is no record of its own
    const known = pbx && colleague({ pbx, extension: call.remoteNumber });
    return known || call.remoteName || number(call.remoteNumber) || t.call.withheld;
  };
  const notice = useRef((_call: PhoneCall) => ({ title: '', body: '' }));
  useEffect(() => {
    notice.current = (call) => ({
      title: t.phone.incoming,
      body: visible(nameOf(call), LONGEST_NAME),
    });
  });
  const { ringer, state: ringerState } = useRinger(
    phone,
    useCallback((call) => notice.current(call), []),
    useNotices(phone, { answer: t.phone.answer, reject: t.phone.reject }),
  );
  useEffect(() => {
    soundBlocked.current = () => ringer?.soundBlocked();
  }, [ringer]);
  const ringing = state.calls.find((call) => call.state === 'ringing');
  const caller = ringing ? nameOf(ringing) : '';
  usePageTitle(ringing ? t.titleRinging(caller) : t.app.name, ringing !== undefined);
  // The phone rings a moment before the server has told who calls.
  useEffect(() => ringer?.named(), [ringer, caller]);

  useEffect(() => pageSound.onMoved((name) => toast(t.sound.moved(visible(name)))), [t]);
  useKeptQuality({ state, live: liveCalls(calls), extension, api });

  // A call of another tab's phone, or of a desk phone, goes on without this page.
  const isHere = device === 'browser' && state.registration.kind !== 'elsewhere';
  useAskBeforeLeaving(isHere && state.calls.some(isLive));

  const takeOver = phone?.takeOver;
  return {
    state,
    ringer: ringerState,
    habits,
    setHabits: habitStore.set,
    acts: useMemo(() => {
      const digitsOf = device === 'browser' ? api.digitsOf : undefined;
      return phone && phoneActs(phone, tellFailure, digitsOf);
    }, [phone, tellFailure, device, api]),
    nameOf,
    recordOf: (call) => recordOf(call, liveCalls(calls), extension),
    dial: useCallback(async (digits) => (await phone?.dial(digits)) ?? null, [phone]),
    takeOver: takeOver ? () => void takeOver().catch(tellFailure) : null,
    async allow() {
      await ringer?.enableSound();
      await phone?.askMicrophone();
      await ringer?.askNotices();
    },
  };
}
