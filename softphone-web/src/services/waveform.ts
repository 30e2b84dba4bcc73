/** The loudest of each part of a sound, 0…1, scaled so that the loudest of all is 1; a silent one is all 0. */
export function peaksOf(samples: Float32Array, parts: number): number[] {
  const size = Math.max(1, samples.length / parts);
  const peaks = Array.from({ length: parts }, (_, part) => {
    let loudest = 0;
    const end = Math.min(samples.length, Math.floor((part + 1) * size));
    for (let at = Math.floor(part * size); at < end; at += 1) {
      loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    }
    return loudest;
  });
  const most = Math.max(...peaks);
  return most === 0 ? peaks : peaks.map((peak) => peak / most);
}

/** More than this is played without its course: it would be read whole, and unpacked in memory. */
export const MOST_BYTES = 24 * 1024 * 1024;
/** Speech needs no more, and it costs the least memory. */
const RATE = 8_000;

/** A sound file that was read from its second byte on, whole: the second tells the first of each kind that there is. */
export function withFirstByte(rest: Uint8Array): ArrayBuffer {
  const whole = new Uint8Array(rest.length + 1);
  whole[0] = FIRST.get(rest[0] ?? 0) ?? 0xff;
  whole.set(rest, 1);
  return whole.buffer;
}

/** `RIFF`, `OggS`, `ID3`; a bare MP3 begins with 0xff. */
const FIRST: ReadonlyMap<number, number> = new Map(
  ['RI', 'Og', 'ID'].map((two) => [two.charCodeAt(1), two.charCodeAt(0)]),
);

/** The course of a sound file; null where the browser cannot read it. */
export async function courseOf(file: ArrayBuffer, parts: number): Promise<number[] | null> {
  try {
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(file);
    return peaksOf(sound.getChannelData(0), parts);
  } catch {
    return null;
  }
}
