import { type Static, Type } from 'typebox';

/** The key `openId`: another server at which people sign in. */
export const OpenIdShape = Type.Object(
  {
    /** As the provider names itself: what stands before `/.well-known/openid-configuration`. */
    issuer: Type.String({
      pattern: '^(https://|http://(localhost|127\\.0\\.0\\.1)(:|/|$))[^?#]*$',
      description: 'an address with https://, such as "https://login.example.org/realms/office"',
      ru: 'адрес с https://, например "https://login.example.org/realms/office"',
    }),
    clientId: Type.String({ minLength: 1 }),
    /** Without one the provider must know us as a public client. */
    clientSecret: Type.Optional(Type.String({ minLength: 1 })),
    /** What the button at the sign-in says. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    /** Which of its claims is the login here. */
    loginClaim: Type.Optional(
      Type.Union([Type.Literal('email'), Type.Literal('preferred_username')]),
    ),
    /** The role of people who are not known here yet; without it they are not let in. */
    newUsers: Type.Optional(
      Type.Union([
        Type.Literal('operator'),
        Type.Literal('telemarketer'),
        Type.Literal('supervisor'),
      ]),
    ),
  },
  { additionalProperties: false },
);

/** As `OpenIdShape`, checked. */
export type OpenIdConfig = Static<typeof OpenIdShape>;
