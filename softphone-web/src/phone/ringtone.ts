import type { BrowserClock } from '../services/browser-clock.ts';
import type { Phone, PhoneCall } from './phone.ts';

/** Two tones that warble in turn, Hz, as phones have rung since the eighties: heard through any speaker. */
const BELL_HZ = [440, 554] as const;
const WARBLE_MS = 50;
/** The bell sounds and pauses, ms. */
const BELL = { on: 1_200, off: 2_000 } as const;
/** Ringing tone that the caller hears: 425 Hz, 1 s in 5 (ITU-T E.180, most of Europe and Russia). */
const RINGBACK = { hz: 425, on: 1_000, off: 4_000 } as const;
const VOLUME = 0.2;
const GESTURES = ['pointerdown', 'keydown'] as const;

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
  readonly stop: () => void;
}

/** What the bell needs from outside. */
export interface RingerOptions {
  readonly phone: Pick<Phone, 'state' | 'subscribe'>;
  readonly clock: BrowserClock;
  readonly openAudio: () => AudioContext;
  /** Words of a notification, from `text/`; hostile names go in as plain text. */
  readonly noticeOf: (call: PhoneCall) => { title: string; body: string };
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
  let sounding: 'bell' | 'ringback' | null = null;
  let silence = () => {};
  let rings: PhoneCall | null = null;
  let notice: Notification | null = null;

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
    // A bell into the ear of one who talks would hurt: the second call is shown and noticed only.
    else if (ringing) sound(talks ? null : 'bell');
    else sound(calls.some((call) => call.ringback) ? 'ringback' : null);
  }

  function sound(wanted: typeof sounding): void {
    if (wanted === sounding) return;
    silence();
    silence = () => {};
    sounding = wanted;
    if (wanted === null) return;
    const context = (audio ??= options.openAudio());
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
      become({ sound: 'on' });
      const stop = repeat(clock, wanted === 'bell' ? BELL : RINGBACK, () =>
        wanted === 'bell'
          ? burst(context, BELL.on, BELL_HZ)
          : burst(context, RINGBACK.on, [RINGBACK.hz]),
      );
      silence = () => {
        over = true;
        stop();
      };
    }
  }

  function notify(call: PhoneCall | null): void {
    notice?.close();
    notice = null;
    if (!call || state.notices !== 'granted') return;
    const { title, body } = options.noticeOf(call);
    // The tag: a call replaces its own notice instead of piling up.
    notice = new Notification(title, {
      body,
      tag: `perezvon-${call.id}`,
      requireInteraction: true,
    });
    notice.onclick = () => {
      options.window.focus();
      notice?.close();
    };
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

/** Sounds again and again until stopped; `start` gives what silences one burst. */
function repeat(
  clock: BrowserClock,
  cadence: { readonly on: number; readonly off: number },
  start: () => () => void,
): () => void {
  let stopBurst = start();
  let cancel = clock.after(cadence.on + cadence.off, again);
  function again(): void {
    stopBurst = start();
    cancel = clock.after(cadence.on + cadence.off, again);
  }
  return () => {
    cancel();
    stopBurst();
  };
}

/** One burst of tones in turn, with soft edges so that it does not click. */
function burst(context: AudioContext, lengthMs: number, tones: readonly number[]): () => void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const begin = context.currentTime;
  const end = begin + lengthMs / 1_000;
  for (let at = 0; at * WARBLE_MS < lengthMs; at += 1) {
    const hz = tones[at % tones.length];
    if (hz) oscillator.frequency.setValueAtTime(hz, begin + (at * WARBLE_MS) / 1_000);
  }
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(VOLUME, begin + 0.02);
  gain.gain.setValueAtTime(VOLUME, end - 0.05);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begin);
  oscillator.stop(end);
  return () => oscillator.disconnect();
}
