import { type Static, Type } from 'typebox';
import { Device, FeatureCodes, OwnPhone, Role, SipAccount, User } from './http.ts';

const strict = { additionalProperties: false } as const;
/** Blanks around it are taken off. */
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '[^\\s\\p{C}]' });
const Login = Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S+$' });
const Language = Type.Union([Type.Literal('ru'), Type.Literal('en')]);
/** A password to be set: length counts, composition does not (NIST SP 800-63B). */
const NewPassword = Type.String({ minLength: 10, maxLength: 200 });
const Extension = Type.Union([Type.String({ pattern: '^[0-9]{1,16}$' }), Type.Null()]);
const Pbx = Type.Union([Type.String({ maxLength: 64 }), Type.Null()]);

/** Body of `POST /api/session`: signs in, sets the session cookie and answers `Me`. */
export const SignInRequest = Type.Object(
  {
    login: Type.String({ maxLength: 100 }),
    password: Type.String({ maxLength: 200 }),
    /** Of the second factor, or a recovery code; asked for by the problem `code-needed`. */
    code: Type.Optional(Type.String({ maxLength: 64 })),
  },
  strict,
);
export type SignInRequest = Static<typeof SignInRequest>;

/** Body of `POST /api/session/proof`. */
export const Proof = Type.Object({ password: Type.String({ maxLength: 200 }) }, strict);
export type Proof = Static<typeof Proof>;

/** Answer of `GET /api/open-id`: what people know the other server by; null where there is none. */
export const OpenIdOffer = Type.Object({ name: Type.Union([Type.String(), Type.Null()]) });
export type OpenIdOffer = Static<typeof OpenIdOffer>;

/** Answer of `GET /api/open-id/users`: ids of users. */
export const BoundUsers = Type.Object({ items: Type.Array(Type.String()) });
export type BoundUsers = Static<typeof BoundUsers>;

/** One browser in which a user is signed in. `userAgent` is what it says of itself: hostile text. */
export const OpenSession = Type.Object({
  id: Type.String(),
  userAgent: Type.String(),
  /** From where one signed in; blank where it was not kept. */
  address: Type.String(),
  since: Type.String({ format: 'date-time' }),
  /** When it last asked for something. */
  seenAt: Type.String({ format: 'date-time' }),
  /** Its page is open now. */
  online: Type.Boolean(),
  /** It is the one that asks. */
  own: Type.Boolean(),
});
export type OpenSession = Static<typeof OpenSession>;

/** Answer of `GET /api/sessions`: the latest sign-in first. */
export const OpenSessions = Type.Object({ items: Type.Array(OpenSession) });
export type OpenSessions = Static<typeof OpenSessions>;

/** Answer of a request that ends several sessions. */
export const EndedSessions = Type.Object({ ended: Type.Integer() });
export type EndedSessions = Static<typeof EndedSessions>;

/** Answer of `GET /api/me` and of a sign-in: who is signed in, and what their phone needs. */
export const Me = Type.Object({
  user: User,
  /** The browser phone's account; null for a desk phone, or where something of it is not set. */
  sip: Type.Union([SipAccount, Type.Null()]),
  /** Whose calls the user sees; `all` also for a supervisor whose team says so. */
  reach: Type.Union([Type.Literal('own'), Type.Literal('team'), Type.Literal('all')]),
  /** Country (ISO 3166) in whose national form numbers are read and shown. */
  country: Type.String(),
  /** Of the user's PBX. */
  codes: Type.Optional(FeatureCodes),
  /** True: nothing but setting up a second factor is open to them. */
  factorDue: Type.Optional(Type.Boolean()),
  /** True in the demo alone: the page then offers a call from a sample customer. */
  demo: Type.Optional(Type.Boolean()),
});
export type Me = Static<typeof Me>;

/** Body of `PATCH /api/me`: what a user may change of their own. A new password needs the old one. */
export const MePatch = Type.Object(
  {
    name: Type.Optional(Name),
    device: Type.Optional(Device),
    language: Type.Optional(Language),
    password: Type.Optional(
      Type.Object({ old: Type.String({ maxLength: 200 }), new: NewPassword }, strict),
    ),
  },
  strict,
);
export type MePatch = Static<typeof MePatch>;

/** Answer of `GET /api/welcome`. `awaitsAdmin`: nobody can sign in before the link that the server prints was taken. */
export const WelcomeState = Type.Object({ awaitsAdmin: Type.Boolean() });
export type WelcomeState = Static<typeof WelcomeState>;

/** Body of `POST /api/welcome`: takes a one-use link (first administrator, invite) and signs in. Answers `Me`. */
export const AcceptLink = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 100 }),
    name: Name,
    login: Login,
    password: NewPassword,
    /** The one that the page spoke; without it, what was set before. */
    language: Type.Optional(Language),
  },
  strict,
);
export type AcceptLink = Static<typeof AcceptLink>;

/** Body of `POST /api/welcome/link`: what a one-use link is for, without using it up. Answers `Invited`. */
export const LookAtLink = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 100 }) },
  strict,
);

/** Whom a link is for; both null where it makes the first administrator. */
export const Invited = Type.Object({
  name: Type.Union([Type.String(), Type.Null()]),
  login: Type.Union([Type.String(), Type.Null()]),
});
export type Invited = Static<typeof Invited>;

const SipPassword = Type.String({ minLength: 1, maxLength: 200 });

/** A further phone of a user's; without a password it keeps the one that it has. */
export const MorePhone = Type.Interface(
  [OwnPhone],
  { sipPassword: Type.Optional(SipPassword) },
  strict,
);
export type MorePhone = Static<typeof MorePhone>;

/** Body of `POST /api/users`. The new user has no password: `POST /api/users/:id/invite` gives a link. */
export const NewUser = Type.Object(
  {
    login: Login,
    name: Name,
    role: Role,
    pbx: Type.Optional(Pbx),
    extension: Type.Optional(Extension),
    device: Type.Optional(Device),
    language: Type.Optional(Language),
    mayHear: Type.Optional(Type.Boolean()),
    mayExport: Type.Optional(Type.Boolean()),
    mayPause: Type.Optional(Type.Boolean()),
    /** Password of the extension's SIP account; stored encrypted, given to its own user only. */
    sipPassword: Type.Optional(SipPassword),
    /** All that there are beside that extension. */
    morePhones: Type.Optional(Type.Array(MorePhone, { maxItems: 5 })),
  },
  strict,
);
export type NewUser = Static<typeof NewUser>;

/** Body of `PATCH /api/users/:id`: only what is to change. `disabled: true` signs the user out everywhere. */
export const UserPatch = Type.Interface(
  [Type.Partial(NewUser)],
  { disabled: Type.Optional(Type.Boolean()) },
  strict,
);
export type UserPatch = Static<typeof UserPatch>;

/** A user as administrators read them, to be changed by who says which version they saw. */
export const VersionedUser = Type.Interface([User], {
  /** Of what administrators set, but for secrets and the language. */
  version: Type.String(),
});
export type VersionedUser = Static<typeof VersionedUser>;

/** All users, by name. Answer of `GET /api/users`. */
export const UserList = Type.Object({ items: Type.Array(VersionedUser) });
export type UserList = Static<typeof UserList>;

/** Body of `POST /api/places`: a phone that whoever works there takes for a shift. */
export const NewPlace = Type.Object(
  {
    pbx: Type.String({ minLength: 1, maxLength: 64 }),
    extension: Type.String({ pattern: '^[0-9]{1,16}$' }),
    device: Device,
    /** Password of its SIP account; stored encrypted, given to who sits there only. */
    sipPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  strict,
);
export type NewPlace = Static<typeof NewPlace>;

/** A phone that belongs to nobody. */
export const Place = Type.Object({
  id: Type.String(),
  pbx: Type.String(),
  extension: Type.String(),
  device: Device,
  /** Who sits there now. */
  holder: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()]),
});
export type Place = Static<typeof Place>;

/** All places, by PBX and extension. Answer of `GET /api/places`. */
export const PlaceList = Type.Object({ items: Type.Array(Place) });
export type PlaceList = Static<typeof PlaceList>;

/** Body of `PUT /api/me/place`. */
export const PlaceChoice = Type.Object({ place: Type.String({ maxLength: 64 }) }, strict);
export type PlaceChoice = Static<typeof PlaceChoice>;

const People = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
  maxItems: 1000,
  uniqueItems: true,
});

/** Body of `POST /api/teams` and `PUT /api/teams/:id`. `members` and `supervisors` are ids of users. */
export const TeamEntry = Type.Object(
  {
    name: Name,
    members: People,
    supervisors: People,
    /** Its supervisors see all calls, not its members' alone. */
    seesAll: Type.Boolean(),
  },
  strict,
);
export type TeamEntry = Static<typeof TeamEntry>;

/** People who work together, and who supervises them. */
export const Team = Type.Interface([TeamEntry], {
  id: Type.String(),
  /** Another as soon as any of it is another; who changes the team says which one they saw. */
  version: Type.String(),
});
export type Team = Static<typeof Team>;

/** All teams, by name. Answer of `GET /api/teams`. */
export const TeamList = Type.Object({ items: Type.Array(Team) });
export type TeamList = Static<typeof TeamList>;

/** A link that works once; shown once. */
export const InviteAnswer = Type.Object({
  link: Type.String(),
  expiresAt: Type.String({ format: 'date-time' }),
});
export type InviteAnswer = Static<typeof InviteAnswer>;

/** Body of `PUT /api/calls/:id/note`. */
export const NoteRequest = Type.Object({ note: Type.String({ maxLength: 10_000 }) }, strict);
export type NoteRequest = Static<typeof NoteRequest>;

/** Its answer: the version from which the writer goes on. */
export const NoteAnswer = Type.Object({ noteVersion: Type.String() });
export type NoteAnswer = Static<typeof NoteAnswer>;

/** Body of `PUT /api/calls/:id/contact`: the operator's word on who it was; null for none of them. */
export const ContactChoice = Type.Object(
  { contactId: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]) },
  strict,
);
export type ContactChoice = Static<typeof ContactChoice>;

/** Answer of `POST /api/calls/:id/hangup`: `unknown` where the PBX link broke before it answered. */
export const CommandAnswer = Type.Object({
  result: Type.Union([Type.Literal('accepted'), Type.Literal('refused'), Type.Literal('unknown')]),
  reason: Type.Union([Type.String(), Type.Null()]),
});
export type CommandAnswer = Static<typeof CommandAnswer>;
