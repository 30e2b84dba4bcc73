import type { BrowserClock } from '../services/browser-clock.ts';

/** A tone in bursts: pitches in turn (Hz), sound and pause (ms). */
export interface Tone {
  readonly hz: readonly number[];
  readonly on: number;
  readonly off: number;
  /** Of full scale. */
  readonly volume: number;
}

/** The bell: two pitches that warble in turn, heard through any speaker. */
export const BELL: Tone = { hz: [440, 554], on: 1_200, off: 2_000, volume: 0.2 };
/** What the caller hears while it rings there: 425 Hz, 1 s in 5 (ITU-T E.180, most of Europe and Russia). */
export const RINGBACK: Tone = { hz: [425], on: 1_000, off: 4_000, volume: 0.2 };
/** A second call waits: a short quiet beep into the ear of one who talks (ITU-T E.180). */
export const WAITING: Tone = { hz: [425], on: 200, off: 5_000, volume: 0.06 };

const WARBLE_MS = 50;

/** Sounds a tone again and again; the returned function ends that at once. */
export function soundTone(context: AudioContext, tone: Tone, clock: BrowserClock): () => void {
  let silence = () => {};
  let cancel = () => {};
  const again = () => {
    silence = burst(context, tone);
    cancel = clock.after(tone.on + tone.off, again);
  };
  again();
  return () => {
    cancel();
    silence();
  };
}

/** One burst of tones in turn, with soft edges so that it does not click. */
function burst(context: AudioContext, { on, hz, volume }: Tone): () => void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const begin = context.currentTime;
  const end = begin + on / 1_000;
  for (let at = 0; at * WARBLE_MS < on; at += 1) {
    const pitch = hz[at % hz.length];
    if (pitch) oscillator.frequency.setValueAtTime(pitch, begin + (at * WARBLE_MS) / 1_000);
  }
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(volume, begin + 0.02);
  gain.gain.setValueAtTime(volume, end - 0.05);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begin);
  oscillator.stop(end);
  return () => oscillator.disconnect();
}
