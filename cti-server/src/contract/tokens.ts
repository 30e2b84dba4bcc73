import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false } as const;

/** What an API token may be good for; `users/rights.ts` says by route. */
export const TokenScope = Type.Union([
  Type.Literal('calls:read'),
  Type.Literal('calls:write'),
  Type.Literal('calls:dial'),
  Type.Literal('recordings:read'),
  Type.Literal('contacts:read'),
  Type.Literal('contacts:write'),
  Type.Literal('outside-calls:stop'),
  Type.Literal('audit:read'),
]);
export type TokenScope = Static<typeof TokenScope>;

/** Body of `POST /api/tokens`. */
export const NewToken = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '[^\\s\\p{C}]' }),
    scopes: Type.Array(TokenScope, { minItems: 1, maxItems: 8, uniqueItems: true }),
    /** How long it is good. */
    days: Type.Integer({ minimum: 1, maximum: 366 }),
  },
  strict,
);
export type NewToken = Static<typeof NewToken>;

/** An API token as it is listed; never its text. */
export const ApiToken = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(TokenScope),
  since: Type.String({ format: 'date-time' }),
  until: Type.String({ format: 'date-time' }),
  /** To a minute; null: never. */
  usedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});
export type ApiToken = Static<typeof ApiToken>;

/** Answer of `GET /api/tokens`: the newest first, those past their time too until they are removed. */
export const ApiTokens = Type.Object({ items: Type.Array(ApiToken) });
export type ApiTokens = Static<typeof ApiTokens>;

/** Answer of `POST /api/tokens`: the text of the token, shown once. */
export const MadeToken = Type.Interface([ApiToken], { token: Type.String() });
export type MadeToken = Static<typeof MadeToken>;
