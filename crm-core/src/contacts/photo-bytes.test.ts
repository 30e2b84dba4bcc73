import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_SIDE, MOST_BYTES, plainPhoto } from './photo-bytes.ts';

const bytes = (...parts: (string | readonly number[] | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat(
      parts.map((part) =>
        typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
      ),
    ),
  );
const SECRET = 'Exif\0\0GPS 55.75N 37.61E';
const has = (photo: Uint8Array | undefined, text: string) =>
  Buffer.from(photo ?? []).includes(text);

const word = (value: number) => [value >> 8, value & 0xff];
const segment = (marker: number, body: string | readonly number[]) =>
  bytes([0xff, marker, ...word(body.length + 2)], body);
const frame = (width: number, height: number, marker = 0xc0) =>
  segment(marker, [8, ...word(height), ...word(width), 1, 1, 0x11, 0]);
const scan = bytes(segment(0xda, [1, 1, 0, 0, 63, 0]), [0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56]);
const jpeg = (...parts: Uint8Array[]) => bytes([0xff, 0xd8], ...parts, [0xff, 0xd9]);

const chunk = (kind: string, body: Uint8Array) => {
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(body.length);
  tail.writeUInt32BE(crc32(bytes(kind, body)));
  return bytes(head, kind, body, tail);
};
function png(width: number, height: number, ...more: Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((width + 1) * Math.min(height, 512)));
  const end = chunk('IEND', bytes());
  return bytes('\x89PNG\r\n\x1a\n', chunk('IHDR', head), ...more, chunk('IDAT', rows), end);
}

const little = (value: number, size: number) =>
  Array.from({ length: size }, (_, at) => (value >> (8 * at)) & 0xff);
const riff = (...chunks: [string, readonly number[] | string][]) => {
  const all = chunks.map(([kind, body]) =>
    bytes(kind, little(body.length, 4), body, body.length % 2 ? [0] : []),
  );
  const length = all.reduce((sum, one) => sum + one.length, 4);
  return bytes('RIFF', little(length, 4), 'WEBP', ...all);
};
const lossy = (width: number, height: number) =>
  ['VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, ...little(width, 2), ...little(height, 2), 7]] as [
    string,
    number[],
  ];
const lossless = (width: number, height: number) =>
  ['VP8L', [0x2f, ...little((width - 1) | ((height - 1) << 14), 4), 7, 7, 7, 7, 7]] as [
    string,
    number[],
  ];
const extended = (flags: number, width: number, height: number) =>
  ['VP8X', [flags, 0, 0, 0, ...little(width - 1, 3), ...little(height - 1, 3)]] as [
    string,
    number[],
  ];

describe('what is no part of the picture goes', () => {
  test('JPEG: EXIF, comments, profiles, and what stands behind the end', () => {
    const parts = [segment(0xe1, SECRET), segment(0xfe, 'by Anna'), segment(0xe2, 'ICC_PROFILE')];
    const plain = jpeg(segment(0xdb, [0, 1]), frame(3, 2), scan);
    const photo = plainPhoto(
      bytes(jpeg(...parts, segment(0xdb, [0, 1]), frame(3, 2), scan), '<script>'),
    );
    expect(photo).toEqual({ type: 'image/jpeg', width: 3, height: 2, bytes: plain });
  });

  test('JPEG: a progressive one keeps each of its scans', () => {
    const whole = jpeg(frame(3, 2, 0xc2), scan, segment(0xc4, [0, 1]), scan);
    expect(plainPhoto(whole)?.bytes).toEqual(whole);
  });

  test('PNG: text, EXIF, animation', () => {
    const more = [
      chunk('eXIf', bytes(SECRET)),
      chunk('tEXt', bytes('Author')),
      chunk('acTL', bytes('1')),
    ];
    const photo = plainPhoto(bytes(png(3, 2, ...more), '<script>'));
    expect(photo).toEqual({ type: 'image/png', width: 3, height: 2, bytes: png(3, 2) });
  });

  test('WebP: EXIF and XMP, with the marks that say they are there', () => {
    const whole = riff(extended(0x2c, 3, 2), lossy(3, 2), ['EXIF', SECRET], ['XMP ', 'x:me']);
    const photo = plainPhoto(whole);
    expect(photo).toMatchObject({ type: 'image/webp', width: 3, height: 2 });
    expect(photo?.bytes).toEqual(riff(extended(0, 3, 2), lossy(3, 2)));
    expect(plainPhoto(riff(lossless(300, 200)))).toMatchObject({ width: 300, height: 200 });
  });
});

describe('what is none, or too large, is refused', () => {
  const side = LONGEST_SIDE + 1;
  test.each<[string, Uint8Array]>([
    ['nothing', bytes()],
    ['a page', bytes('<!doctype html><script>alert(1)</script>')],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['GIF', bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0])],
    ['a wide JPEG', jpeg(frame(side, 1), scan)],
    ['a JPEG with a second, larger frame', jpeg(frame(1, 1), frame(9_000, 9_000), scan)],
    ['a JPEG without a frame', jpeg(scan)],
    ['a JPEG of no height', jpeg(frame(1, 0), scan)],
    ['a JPEG that is cut off', jpeg(frame(3, 2), scan).subarray(0, -3)],
    ['a tall PNG', png(1, side)],
    ['a PNG that is cut off', png(3, 2).subarray(0, -5)],
    ['a wide WebP', riff(lossy(side, 1))],
    ['a WebP that says less than it is', riff(extended(0, 1, 1), lossless(9_000, 9_000))],
    ['a WebP of an empty picture', riff(['VP8 ', ''], ['JUNK', 'x'.repeat(40)])],
    ['a JPEG of an empty frame', jpeg(segment(0xc0, []), scan)],
    ['an animated WebP', riff(extended(2, 3, 2), ['ANIM', '......'], ['ANMF', 'x'])],
    ['a WebP without a picture', riff(['EXIF', SECRET])],
    ['one that is too heavy', bytes(jpeg(frame(3, 2), scan), new Uint8Array(MOST_BYTES))],
  ])('%s', (_, what) => {
    expect(plainPhoto(what)).toBeNull();
  });
});

test('any bytes are read or refused, soon; what is kept is kept as it is the next time', () => {
  const whole = [
    jpeg(segment(0xe1, SECRET), frame(3, 2), scan),
    png(3, 2, chunk('tEXt', bytes(SECRET))),
    riff(extended(0x0c, 3, 2), lossy(3, 2), ['EXIF', SECRET]),
  ];
  const broken = fc
    .tuple(fc.constantFrom(...whole), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }))
    .map(([one, changes]) => {
      const changed = Uint8Array.from(one);
      for (const [at, value] of changes) changed[at % changed.length] = value;
      return changed;
    });
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 400 })), (one) => {
      const photo = plainPhoto(one);
      if (photo) expect(plainPhoto(photo.bytes)).toEqual(photo);
    }),
    { numRuns: 3_000 },
  );
  for (const one of whole) expect(has(plainPhoto(one)?.bytes, 'GPS')).toBe(false);
});
