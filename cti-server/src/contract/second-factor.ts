import { type Static, Type } from 'typebox';
import { Role } from './http.ts';

const strict = { additionalProperties: false } as const;
const Code = Type.String({ minLength: 1, maxLength: 64 });

/** Answer of `GET /api/second-factor`: whether a code is asked for at the sign-in, and since when. */
export const SecondFactor = Type.Object({
  since: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  /** Recovery codes that still work. */
  recoveryLeft: Type.Integer(),
});
export type SecondFactor = Static<typeof SecondFactor>;

/** Body of `POST /api/second-factor`: whoever found an open page must not bind it to their own telephone. */
export const SecondFactorBegin = Type.Object({ password: Type.String({ maxLength: 200 }) }, strict);

/** Answer of `POST /api/second-factor`: for the app, as text and as the address in its QR code. Shown once. */
export const SecondFactorSecret = Type.Object({ secret: Type.String(), uri: Type.String() });
export type SecondFactorSecret = Static<typeof SecondFactorSecret>;

/** A code of the app, or a recovery code. */
export const SecondFactorCode = Type.Object({ code: Code }, strict);

/** Answer of `PUT /api/second-factor`: each works once in place of a code; shown once. */
export const RecoveryCodes = Type.Object({ codes: Type.Array(Type.String()) });
export type RecoveryCodes = Static<typeof RecoveryCodes>;

/** Answer of `GET /api/second-factors`: ids of the users who are asked for a code, and roles that need it. */
export const SecondFactorUsers = Type.Object({
  items: Type.Array(Type.String()),
  required: Type.Array(Role),
  /** Of `required`; who replaces it says which one they saw. */
  version: Type.String(),
});
export type SecondFactorUsers = Static<typeof SecondFactorUsers>;

/** Body of `PUT /api/second-factors`: of these roles nobody works without a second factor. */
export const SecondFactorRule = Type.Object(
  { required: Type.Array(Role, { maxItems: 4, uniqueItems: true }) },
  strict,
);
export type SecondFactorRule = Static<typeof SecondFactorRule>;

/** As it is read, to be replaced by who says which version they saw. */
export const VersionedFactorRule = Type.Interface([SecondFactorRule], { version: Type.String() });
