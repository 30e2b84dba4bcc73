import { wavOf } from './wav.ts';

const RATE = 8_000;

/** A WAV file of a tone, with silence between two seconds where said; 16 bits, 8,000 samples a second. */
export function toneWav(what: { seconds: number; silent?: { from: number; to: number } }): Buffer {
  const { seconds, silent = { from: 0, to: 0 } } = what;
  const sound = Buffer.alloc(seconds * RATE * 2);
  for (let n = 0; n < sound.length / 2; n += 1) {
    const isSilent = n >= silent.from * RATE && n < silent.to * RATE;
    sound.writeInt16LE(isSilent ? 0 : Math.round(9_000 * Math.sin(n / 3)), n * 2);
  }
  return wavOf(sound, RATE);
}
