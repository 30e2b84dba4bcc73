/** Longest text that is looked through. */
const LONGEST = 2_000;
/** Fewer digits in the middle of words are no telephone number. */
const SHORTEST_IN_TEXT = 5;

/** Digits of any script, and what people write between them; an opening bracket or a plus may come first. */
const WRITTEN = /[+\uff0b]?[(\s]*\p{Nd}(?:[\s\u00a0()./\p{Pd}\u2212\p{Cf}]*\p{Nd})*/gu;
/** The number as a whole, signs of the telephone among it. */
const WHOLE = /^[\s\u00a0\p{Cf}]*[+\uff0b]?[\p{Nd}\s\u00a0()./*#\p{Pd}\u2212\p{Cf}]*$/u;
const LINK = /^(?:tel|callto|sips?):(?:\/\/)?/i;

/**
 * The number in a text that was pasted or came by a link: `tel:`, `callto:` and `sip:` links, "Tel. (495) 123-45-67,
 * ext. 12", a number with signs of any kind. Null where there is none.
 */
export function numberIn(text: string): string | null {
  const told = text.slice(0, LONGEST).trim();
  if (LINK.test(told)) return ofLink(told.replace(LINK, ''));
  if (WHOLE.test(told)) return /\p{Nd}/u.test(told) ? oneLine(told) : null;
  const runs = told.match(WRITTEN) ?? [];
  const [longest] = runs.sort((a, b) => digits(b) - digits(a));
  return longest !== undefined && digits(longest) >= SHORTEST_IN_TEXT ? oneLine(longest) : null;
}

/** RFC 3966 has parameters behind `;`, a SIP address its host behind `@`. */
function ofLink(link: string): string | null {
  const [bare = ''] = decoded(link).split(/[;?@]/);
  return WHOLE.test(bare) && /\p{Nd}/u.test(bare) ? oneLine(bare) : null;
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}

function digits(text: string): number {
  return text.match(/\p{Nd}/gu)?.length ?? 0;
}

function oneLine(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}

/** Fewer digits in a note are an order, a date or a sum. */
const SHORTEST_IN_NOTE = 10;
/** With that they are a date and a time, or two dates. */
const DATE = /\b\d{1,2}\.\d{1,2}\.\d{2,4}\b/;

/** A text cut where telephone numbers stand in it, in order; joined they are the text. */
export function cutAtNumbers(
  text: string,
): readonly { readonly text: string; readonly isNumber: boolean }[] {
  const pieces: { text: string; isNumber: boolean }[] = [];
  let end = 0;
  for (const { index, 0: run } of text.slice(0, LONGEST).matchAll(WRITTEN)) {
    const number = run.trimStart();
    if (digits(number) < SHORTEST_IN_NOTE || digits(number) > 15 || DATE.test(number)) continue;
    const start = index + run.length - number.length;
    if (start > end) pieces.push({ text: text.slice(end, start), isNumber: false });
    pieces.push({ text: number, isNumber: true });
    end = start + number.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), isNumber: false });
  return pieces;
}
