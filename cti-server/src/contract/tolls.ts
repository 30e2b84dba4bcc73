import { type Static, Type } from 'typebox';
import { Role } from './http.ts';

const strict = { additionalProperties: false } as const;
const Country = Type.String({ pattern: '^[A-Z]{2}$' });
/** Beginning of numbers in E.164, such as `+7495`. */
const Beginning = Type.String({ pattern: '^\\+[1-9][0-9]{0,14}$' });
const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const Beginnings = Type.Array(Beginning, { maxItems: 500, uniqueItems: true });

/** When outside calls are allowed: on these days (1 is Monday), from a time to another, over midnight too. */
export const TollHours = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
    }),
    from: TimeOfDay,
    to: TimeOfDay,
  },
  strict,
);
export type TollHours = Static<typeof TollHours>;

/** Body of `POST /api/tolls/rules` and `PUT /api/tolls/rules/:id`: who may call what outside, how much, and when. */
export const TollRulesEntry = Type.Object(
  {
    /** Blank for the general ones, whose name the page knows. */
    name: Type.String({ maxLength: 200 }),
    /** Ids of those for whom these rules stand in place of all others. */
    users: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      maxItems: 1000,
      uniqueItems: true,
    }),
    /** Roles for which they stand in place of the general rules. */
    roles: Type.Array(Role, { maxItems: 4, uniqueItems: true }),
    /** Numbers of the PBX's own country. */
    home: Type.Boolean(),
    /** Numbers that no numbering plan knows, but a trunk may. */
    unreadable: Type.Boolean(),
    /** Other countries, ISO 3166. */
    countries: Type.Array(Country, { maxItems: 250, uniqueItems: true }),
    /** What is allowed whatever else is said, premium and satellite numbers too; the longest beginning decides. */
    allowed: Beginnings,
    /** What is not. */
    denied: Beginnings,
    /** Null: at any time. */
    hours: Type.Union([TollHours, Type.Null()]),
    /** Outside calls of one person at the same time. */
    atOnce: Type.Integer({ minimum: 1, maximum: 100 }),
    perMinute: Type.Integer({ minimum: 1, maximum: 600 }),
    perDay: Type.Integer({ minimum: 0, maximum: 100_000 }),
  },
  strict,
);
export type TollRulesEntry = Static<typeof TollRulesEntry>;

/**
 * Until an administrator says otherwise: the own country, as many calls as a person makes. Two at a time: whoever has
 * a customer on hold asks somebody outside, or passes the call on to them.
 */
export const FIRST_RULES: TollRulesEntry = {
  name: '',
  users: [],
  roles: [],
  home: true,
  unreadable: false,
  countries: [],
  allowed: [],
  denied: [],
  hours: null,
  atOnce: 2,
  perMinute: 6,
  perDay: 300,
};

/** Rules for outside calls; those with the id `default` are for everybody whom no others name. */
export const TollRules = Type.Interface([TollRulesEntry], { id: Type.String() });
export type TollRules = Static<typeof TollRules>;

/** As they are read, to be replaced by who says which version they saw. */
export const VersionedRules = Type.Interface([TollRules], { version: Type.String() });
export type VersionedRules = Static<typeof VersionedRules>;

/** Body of `PUT /api/tolls/firm`: what holds for all together. */
export const TollFirm = Type.Object(
  {
    /** Outside calls of all in a day. */
    perDay: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    /** IANA name, in which days begin and hours are meant, such as `Europe/Moscow`. */
    timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  },
  strict,
);
export type TollFirm = Static<typeof TollFirm>;

/** As it is read, to be replaced by who says which version they saw. */
export const VersionedFirm = Type.Interface([TollFirm], { version: Type.String() });
export type VersionedFirm = Static<typeof VersionedFirm>;

/** Answer of `GET /api/tolls/rules`: the general rules first. */
export const TollRulesList = Type.Object({
  firm: VersionedFirm,
  items: Type.Array(VersionedRules),
});
export type TollRulesList = Static<typeof TollRulesList>;

/** Answer of `GET /api/tolls`: outside calls as they are now. */
export const TollState = Type.Object({
  /** Since when all outside calls are stopped, and who did it; null while they are not. */
  stopped: Type.Union([
    Type.Object({ since: Type.String({ format: 'date-time' }), by: Type.String() }),
    Type.Null(),
  ]),
  /** Outside calls that go on. */
  open: Type.Integer(),
  /** Outside calls placed today. */
  today: Type.Integer(),
  /** How many may be, of all. */
  perDay: Type.Integer(),
  /** Many were refused within a minute, or the day's number is used up: somebody should look. */
  alarm: Type.Union([
    Type.Object({
      since: Type.String({ format: 'date-time' }),
      /** Refused in the last minute. */
      refused: Type.Integer(),
      /** Whose most of these were, as called then. */
      who: Type.String(),
    }),
    Type.Null(),
  ]),
});
export type TollState = Static<typeof TollState>;
