/** Bytes of a secret that is made here. */
const SECRET_BYTES = 24;

/** A secret that nobody guesses, in letters and digits that every configuration file takes. */
export function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
