import { Secret, TOTP } from 'otpauth';

/** Length of a time step, s (RFC 6238's default, which every app knows). */
const STEP_S = 30;
/** Clocks of telephones differ: one step before and after is taken, too. */
const WINDOW = 1;
/** Bytes of a secret; RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;

/** A fresh secret in base32, from random bytes as `clock.token` gives them (base64url). */
export function freshSecret(token: (bytes: number) => string): string {
  const bytes = Buffer.from(token(SECRET_BYTES), 'base64url');
  return new Secret({ buffer: new Uint8Array(bytes).buffer }).base32;
}

/** What a QR code says to an app. */
export function secretUri(secret: string, login: string): string {
  return new TOTP({ issuer: 'Perezvon', label: login, secret }).toString();
}

/** The time step that a code is of at `now` (ms epoch), near enough; null when it fits none. */
export function stepOf(code: string, secret: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = new TOTP({ secret, period: STEP_S }).validate({
    token: code,
    timestamp: now,
    window: WINDOW,
  });
  return delta === null ? null : Math.floor(now / 1_000 / STEP_S) + delta;
}
