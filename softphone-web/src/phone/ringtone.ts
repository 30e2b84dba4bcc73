import type { BrowserClock } from '../services/browser-clock.ts';
import { type Notice, type NoticeWords, plainNotice, type ShowNotice } from './notices.ts';
import type { Phone, PhoneCall } from './phone.ts';
import { BELL, RINGBACK, soundTone, WAITING } from './tone.ts';

/** What browsers take as the user's wish to hear the page. */
const GESTURES = ['pointerdown', 'keydown'] as const;

const TONES = { bell: BELL, ringback: RINGBACK, waiting: WAITING } as const;

/** Whether the browser lets the page make a sound: `blocked` until the user has clicked. */
export type SoundState = 'unknown' | 'on' | 'blocked';
/** Whether the browser shows our notifications; `unasked`: it wants a click first. */
export type NoticeState = 'unasked' | 'granted' | 'denied' | 'unsupported';

/** What the page shows of the bell. */
export interface RingerState {
  readonly sound: SoundState;
  readonly notices: NoticeState;
}

/** The bell: sound, notification and title of a call that rings in this tab. */
export interface Ringer {
  readonly state: () => RingerState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Call it from a click: only then do browsers let sound begin. */
  readonly enableSound: () => Promise<void>;
  /** Call it from a click: only then may the browser be asked. */
  readonly askNotices: () => Promise<void>;
  /** The sound of a call was blocked: a click is wanted. */
  readonly soundBlocked: () => void;
  /** Who calls may be known by now: the notice of the call that rings is given its words anew. */
  readonly named: () => void;
  readonly stop: () => void;
}

/** What the bell needs from outside. */
export interface RingerOptions {
  readonly phone: Pick<Phone, 'state' | 'subscribe'>;
  readonly clock: BrowserClock;
  readonly openAudio: () => AudioContext;
  /** Sends a tone to the device on which it is to be heard. */
  readonly route?: (audio: AudioContext, tone: 'bell' | 'ringback') => Promise<void>;
  /** Words of a notification, from `text/`; hostile names go in as plain text. */
  readonly noticeOf: (call: PhoneCall) => NoticeWords;
  /** How a notice is shown now; without it, or null, as one without buttons. */
  readonly showNotice?: () => ShowNotice | null;
  /** The page's window: where clicks come, and what a clicked notice brings to the front. */
  readonly window: EventTarget & { focus(): void };
  /** The call that rings, or none: the page puts it into its title and icon. */
  readonly onRinging: (call: PhoneCall | null) => void;
}

/** Rings while a call rings at the phone of this very tab; the tabs that only show it stay silent. */
export function createRinger(options: RingerOptions): Ringer {
  const { phone, clock } = options;
  const listeners = new Set<() => void>();
  let state: RingerState = { sound: 'unknown', notices: noticeState() };
  let audio: AudioContext | null = null;
  let sounding: keyof typeof TONES | null = null;
  let silence = () => {};
  let rings: PhoneCall | null = null;
  let notice: Notice | null = null;

  function become(change: Partial<RingerState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  function look(): void {
    const { registration, calls } = phone.state();
    const ringing = calls.find((call) => call.state === 'ringing') ?? null;
    if (ringing?.id !== rings?.id) {
      rings = ringing;
      options.onRinging(ringing);
      notify(registration.kind === 'elsewhere' ? null : ringing);
    }
    const talks = calls.some((call) => call.state === 'talking');
    const mine = registration.kind !== 'elsewhere' && phone.state().device === 'browser';
    if (!mine) sound(null);
    // A bell into the ear of one who talks would hurt.
    else if (ringing) sound(talks ? 'waiting' : 'bell');
    else sound(calls.some((call) => call.ringback) ? 'ringback' : null);
  }

  function sound(wanted: typeof sounding): void {
    if (wanted === sounding) return;
    silence();
    silence = () => {};
    sounding = wanted;
    if (wanted === null) return;
    const context = (audio ??= options.openAudio());
    // what is for the ear of one who talks comes from where the talk does
    void options.route?.(context, wanted === 'bell' ? 'bell' : 'ringback');
    let over = false;
    silence = () => {
      over = true;
    };
    if (context.state !== 'running') {
      // The bell begins at the next click, if the call still rings then.
      become({ sound: 'blocked' });
      context.addEventListener('statechange', () => !over && begin(), { once: true });
    } else begin();

    function begin(): void {
      if (wanted === null) return;
      become({ sound: 'on' });
      const stop = soundTone(context, TONES[wanted], clock);
      silence = () => {
        over = true;
        stop();
      };
    }
  }

  function notify(call: PhoneCall | null): void {
    notice?.close();
    notice = null;
    if (call && state.notices === 'granted') show(call);
  }

  function named(): void {
    if (notice && rings && options.noticeOf(rings).body !== notice.body) show(rings);
  }

  function show(call: PhoneCall): void {
    const show = options.showNotice?.() ?? plainNotice;
    notice = show(call, options.noticeOf(call), () => options.window.focus());
  }

  async function enableSound(): Promise<void> {
    audio ??= options.openAudio();
    await audio.resume();
    become({ sound: audio.state === 'running' ? 'on' : 'blocked' });
  }

  // Any click or key will do: a user who works in the page never sees the request for one.
  const gesture = () => {
    if (state.sound !== 'on') enableSound().catch(() => undefined);
  };
  for (const kind of GESTURES) options.window.addEventListener(kind, gesture);
  const quit = phone.subscribe(look);
  look();
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    enableSound,
    async askNotices() {
      if (state.notices !== 'unsupported') await Notification.requestPermission();
      become({ notices: noticeState() });
    },
    soundBlocked: () => become({ sound: 'blocked' }),
    named,
    stop() {
      quit();
      for (const kind of GESTURES) options.window.removeEventListener(kind, gesture);
      sound(null);
      notify(null);
      void audio?.close();
    },
  };
}

function noticeState(): NoticeState {
  if (typeof Notification === 'undefined') return 'unsupported';
  return Notification.permission === 'default' ? 'unasked' : Notification.permission;
}
