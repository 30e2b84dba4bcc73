/** A picture as it is kept: what shows it, and nothing that tells where, when or by what it was taken. */
export interface PlainPhoto {
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** No side may be longer, pixels: it is shown small. */
export const LONGEST_SIDE = 512;
/** Most bytes of one. */
export const MOST_BYTES = 150_000;

/**
 * Reads a picture by its bytes alone, whatever it is said to be; null for what is no JPEG, PNG or WebP of one picture
 * within the limits. Only the parts that paint it are kept: EXIF with places, profiles, comments, animation and what
 * stands behind its end are left out. Nothing is decoded here. Pure.
 */
export function plainPhoto(bytes: Uint8Array): PlainPhoto | null {
  if (bytes.length > MOST_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const photo = jpeg(bytes, view) ?? png(bytes, view) ?? webp(bytes, view);
    const fits = (side: number) => side >= 1 && side <= LONGEST_SIDE;
    return photo && fits(photo.width) && fits(photo.height) ? photo : null;
  } catch (error) {
    // it ends before it should
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Segments of JPEG that paint: frames, tables, scans, restart intervals; of the applications' own Adobe's colours alone. */
function paints(marker: number): boolean {
  const isTable = marker === 0xc4 || marker === 0xdb || marker === 0xdd || marker === 0xda;
  return isTable || marker === 0xee || isFrame(marker);
}

/** Baseline or progressive, as browsers show them. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xc2;

function jpeg(bytes: Uint8Array, view: DataView): PlainPhoto | null {
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  const parts = [bytes.subarray(0, 2)];
  let size: { width: number; height: number } | null = null;
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // any number of them may stand before a marker
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) {
      parts.push(bytes.subarray(at, at + 2));
      return size && { type: 'image/jpeg', ...size, bytes: joined(parts) };
    }
    let end = at + 2 + view.getUint16(at + 2);
    if (isFrame(marker)) {
      // a second one could be larger
      if (size || end - at < 9) return null;
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === 0xda) end = endOfScan(view, end);
    if (paints(marker)) parts.push(whole(bytes, at, end));
    at = end;
  }
}

/** Where the next marker stands behind the packed colours of a scan. */
function endOfScan(view: DataView, from: number): number {
  for (let at = from; ; at += 1) {
    if (view.getUint8(at) !== 0xff) continue;
    const next = view.getUint8(at + 1);
    const isWithin = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isWithin) return at;
  }
}

const PNG_PAINTS: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

function png(bytes: Uint8Array, view: DataView): PlainPhoto | null {
  const isPng = bytes.length > 33 && textAt(bytes, 0, 8) === '\u0089PNG\r\n\u001a\n';
  if (!isPng || textAt(bytes, 12, 4) !== 'IHDR') return null;
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; ; ) {
    const kind = textAt(bytes, at + 4, 4);
    const end = at + 12 + view.getUint32(at);
    if (PNG_PAINTS.has(kind)) parts.push(whole(bytes, at, end));
    if (kind === 'IEND') break;
    at = end;
  }
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  return { type: 'image/png', ...size, bytes: joined(parts) };
}

/** A canvas is written by the browser as one of these, with or without what is seen through. */
const WEBP_PAINTS: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH']);
/** Of the flags of VP8X: that there is something to see through. */
const ALPHA = 0x10;

function webp(bytes: Uint8Array, view: DataView): PlainPhoto | null {
  if (textAt(bytes, 0, 4) !== 'RIFF' || textAt(bytes, 8, 4) !== 'WEBP') return null;
  const parts = [new Uint8Array(bytes.subarray(0, 12))];
  let size: { width: number; height: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = textAt(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (kind.startsWith('ANI') || kind === 'ANMF') return null;
    if (WEBP_PAINTS.has(kind)) {
      const part = new Uint8Array(whole(bytes, at, end));
      if (kind === 'VP8X') part[8] = (part[8] ?? 0) & ALPHA;
      if (kind !== 'ALPH' && length < 10) return null;
      parts.push(part);
      size = largest(size, webpSize(kind, view, at + 8));
    }
    at = end;
  }
  const plain = joined(parts);
  new DataView(plain.buffer).setUint32(4, plain.length - 8, true);
  return size && { type: 'image/webp', ...size, bytes: plain };
}

function webpSize(kind: string, view: DataView, at: number) {
  if (kind === 'VP8 ') {
    const side = (offset: number) => view.getUint16(at + offset, true) & 0x3fff;
    return { width: side(6), height: side(8) };
  }
  if (kind === 'VP8L') {
    const sides = view.getUint32(at + 1, true);
    return { width: (sides & 0x3fff) + 1, height: ((sides >>> 14) & 0x3fff) + 1 };
  }
  if (kind !== 'VP8X') return null;
  const side = (offset: number) => (view.getUint32(at + offset, true) & 0xffffff) + 1;
  // three bytes each: the last is read with the one before them
  return { width: side(4), height: (view.getUint32(at + 6, true) >>> 8) + 1 };
}

type Size = { width: number; height: number } | null;

function largest(one: Size, other: Size): Size {
  if (!one || !other) return one ?? other;
  const { max } = Math;
  return { width: max(one.width, other.width), height: max(one.height, other.height) };
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** A part that the bytes must really have. */
function whole(bytes: Uint8Array, at: number, end: number): Uint8Array {
  if (end > bytes.length) throw new RangeError('The picture is cut off');
  return bytes.subarray(at, end);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
