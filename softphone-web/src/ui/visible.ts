/**
 * A stranger's text as it may stand anywhere, in a title or a notification too: one line, without
 * control signs, direction overrides and signs of no width, which could disguise what follows; at most
 * `longest` characters.
 */
export function visible(text: string, longest = 300): string {
  const clean = text.slice(0, 2 * longest).replace(HIDDEN, ' ');
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}

const HIDDEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
