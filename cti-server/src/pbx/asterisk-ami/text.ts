import { isWithheld } from '../withheld.ts';

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** Undoes one round of C escapes (`\\ \" \' \n \r \t`), as Asterisk applies to names. */
function unescapeOnce(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
}

/**
 * A caller's name as the caller meant it; null when empty or `<unknown>`. Unescaped twice: Asterisk
 * escapes names in AMI, and takes over a SIP quoted display name with its own backslashes.
 */
export function callerName(text: string | undefined): string | null {
  if (!text || text === '<unknown>') return null;
  return text.includes('\\') ? unescapeOnce(unescapeOnce(text)) : text;
}

/** A caller's number; null when withheld (`anonymous` and its like) or not given. */
export function callerNumber(text: string | undefined): string | null {
  return isWithheld(text) ? null : value(text);
}

/** A value, null when absent, empty or `<unknown>`. */
export function value(text: string | undefined): string | null {
  return text && text !== '<unknown>' ? text : null;
}
