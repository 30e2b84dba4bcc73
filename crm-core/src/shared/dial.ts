/** What may be sent to a PBX as a number to dial; anything else could be read as dialplan code. */
const DIAL_TARGET = /^\+?[0-9*#]{1,32}$/;

/** Digits ready to dial, or why the text is none, as a stable word. */
export type DialDigits =
  | { readonly ok: true; readonly digits: string }
  | { readonly ok: false; readonly why: 'empty' | 'too-long' | 'not-a-number' };

/** Whether the text is a dial target as it stands: `^\+?[0-9*#]{1,32}$`. */
export function isDialTarget(digits: string): boolean {
  return DIAL_TARGET.test(digits);
}

/** A number as a person wrote it → digits to dial. Letters and signs other than `+ * #` are refused. */
export function toDialDigits(written: string): DialDigits {
  if (written.length > 256) return { ok: false, why: 'too-long' };
  const digits = plainDigits(written);
  if (digits === '') return { ok: false, why: 'empty' };
  if (isDialTarget(digits)) return { ok: true, digits };
  const numeric = /^\+?[0-9*#]+$/.test(digits);
  return { ok: false, why: numeric ? 'too-long' : 'not-a-number' };
}

/**
 * The text without what people put between digits: spaces (also no-break), brackets, dashes, dots,
 * slashes and the invisible marks that come with text copied from a page. Digits of other scripts
 * become ASCII ones; everything else stays.
 */
export function plainDigits(written: string): string {
  return written
    .replace(/[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000()[\]./\u00b7\u2212\p{Pd}\p{Cf}]/gu, '')
    .replace(/\uff0b/g, '+')
    .replace(/[^ -~]/gu, (character) => (isDigit(character) ? valueOf(character) : character));
}

function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}

/** Unicode lays decimal digits out in runs of ten in order, so the place in the run is the value. */
function valueOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (isDigit(String.fromCodePoint(start - 1))) start -= 1;
  return String((code - start) % 10);
}
