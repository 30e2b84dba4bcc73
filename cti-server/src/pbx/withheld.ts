const WITHHELD = new Set(['anonymous', 'restricted', 'unavailable', 'unknown', 'private']);

/** Whether the caller does not want to be known, as opposed to a number that was not given (yet). */
export function isWithheld(text: string | undefined): boolean {
  return text !== undefined && WITHHELD.has(text.toLowerCase());
}
