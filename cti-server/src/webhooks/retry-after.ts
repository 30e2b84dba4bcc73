const MOST_MS = 60 * 60_000;

/**
 * For how long a receiver asks to be left alone (RFC 9110, 10.2.3), in seconds or as a date; an hour at most, so that
 * nobody is put off for ever by it. 0 where it asks for nothing, or in no form that is known.
 */
export function retryAfterMs(header: string | undefined, now: number): number {
  const text = header?.trim() ?? '';
  const wanted = /^\d+$/.test(text) ? Number(text) * 1_000 : timeOf(text) - now;
  return Math.min(MOST_MS, Math.max(0, wanted)) || 0;
}

/** ms epoch; NaN for what is no date of HTTP. */
function timeOf(text: string): number {
  return text.endsWith(' GMT') ? Date.parse(text) : Number.NaN;
}
