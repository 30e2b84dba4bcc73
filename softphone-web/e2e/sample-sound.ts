const RATE = 8_000;

/** A WAV file of a tone, with silence between two seconds where said; 16 bits, 8,000 samples a second. */
export function toneWav(what: { seconds: number; silent?: { from: number; to: number } }): Buffer {
  const { seconds, silent = { from: 0, to: 0 } } = what;
  const sound = Buffer.alloc(seconds * RATE * 2);
  for (let n = 0; n < sound.length / 2; n += 1) {
    const isSilent = n >= silent.from * RATE && n < silent.to * RATE;
    sound.writeInt16LE(isSilent ? 0 : Math.round(9_000 * Math.sin(n / 3)), n * 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + sound.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  for (const at of [20, 22]) head.writeUInt16LE(1, at);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(sound.length, 40);
  return Buffer.concat([head, sound]);
}
