import type { AcceptLink, Invited, User } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { refuseKnown } from './known-passwords.ts';
import type { Passwords } from './passwords.ts';
import type { SecondFactors } from './second-factor.ts';
import { createRoster, type Roster, type RosterParts } from './roster.ts';
import { hashOf, type SignedIn, type Visitor } from './sessions.ts';
import { type LinkStore, loginKey, type OneUseLink } from './store.ts';
import type { Throttle } from './throttle.ts';

const FIRST_ADMIN_LINK_MS = 60 * 60_000;
const INVITE_LINK_MS = 72 * 60 * 60_000;
const TOKEN_BYTES = 32;

/** A fresh sign-in: the token goes into the cookie and nowhere else. */
export interface FreshSession extends SignedIn {
  readonly token: string;
}

/** Users, how they get in, and how they are put out. */
export interface Accounts extends Roster {
  /** Throws `AppError` `sign-in-refused` (the same for no such user, no password, disabled) `too-many-attempts`; where the password fits, `code-needed` or `code-refused`. */
  signIn(
    typed: { login: string; password: string; code?: string },
    visitor: Visitor,
  ): Promise<FreshSession>;
  /** Whom a link is for, without using it up. Throws `AppError` `link-refused`, `too-many-attempts`. */
  invited(token: string, visitor: Visitor): Promise<Invited>;
  /** Uses a link up, sets name, login and password, signs in. Throws `AppError` `link-refused`, `login-taken`. */
  acceptLink(typed: AcceptLink, visitor: Visitor): Promise<FreshSession>;
  /** Whether there is no administrator yet. */
  awaitsAdmin(): Promise<boolean>;
  /** A new token for the first administrator, the older one dead; null once there is one. */
  firstAdminToken(): Promise<string | null>;
  /** A token by which the user sets a password; good for 72 h. Null when there is no such user. */
  invite(userId: string): Promise<{ token: string; expiresAt: string } | null>;
  /** Throws `AppError` `old-password-wrong` or `too-many-attempts`. */
  provePassword(user: User, password: string, visitor: Pick<Visitor, 'address'>): Promise<void>;
  /** Ends the user's other sessions; gives recovery codes. Throws `AppError` `code-refused`, `too-many-attempts`. */
  turnOnFactor(who: SignedIn, code: string, visitor: Pick<Visitor, 'address'>): Promise<string[]>;
  /** Throws `AppError` `code-needed`, `code-refused`, `too-many-attempts`. */
  turnOffFactor(user: User, code: string, visitor: Pick<Visitor, 'address'>): Promise<void>;
  /** Ends the user's other sessions. Throws `AppError` `old-password-wrong` or `too-many-attempts`. */
  changePassword(
    who: SignedIn,
    typed: { old: string; new: string },
    visitor: Pick<Visitor, 'address'>,
  ): Promise<void>;
}

/** What accounts stand on. */
export interface AccountParts extends RosterParts {
  readonly links: LinkStore;
  readonly passwords: Passwords;
  readonly factors: SecondFactors;
  readonly throttle: Throttle;
  readonly clock: Clock;
}

/** All over the stores and `sessions`. */
export function createAccounts(parts: AccountParts): Accounts {
  const { users, sessions, passwords, factors, throttle } = parts;
  const roster = createRoster(parts);
  const links = createLinks(parts, roster);

  function guard(login: string, address: string): void {
    const seconds = throttle.attempt(loginKey(login), address);
    if (seconds > 0) throw new AppError('too-many-attempts', { values: { seconds } });
  }

  /** Whoever found an open page may guess no faster than at the door. */
  async function prove(
    user: User,
    password: string,
    { address, fields }: { address: string; fields: Record<string, string> },
  ): Promise<void> {
    guard(user.login, address);
    const stored = (await users.get(user.id))?.passwordHash ?? null;
    if (!(await passwords.matches(password, stored))) {
      throw new AppError('old-password-wrong', { fields });
    }
    throttle.succeeded(loginKey(user.login), address);
  }

  return {
    ...roster,
    firstAdminToken: links.firstAdminToken,
    invite: links.invite,
    async signIn({ login, password, code }, visitor) {
      const { address } = visitor;
      guard(login, address);
      const found = await users.byLogin(login);
      const hash = found && !found.user.disabled ? found.passwordHash : null;
      const fits = await passwords.matches(password, hash);
      if (!fits || !found) throw new AppError('sign-in-refused');
      // what is tried here counts as a failed attempt until it succeeds: codes are guessed no faster than passwords
      await factors.pass(found.user.id, code);
      throttle.succeeded(loginKey(login), address);
      return sessions.open(found.user, visitor);
    },
    awaitsAdmin: async () => !(await users.hasAdmin()),
    async invited(token, { address }) {
      guard('(link)', address);
      const owner = await links.ownerOf(await links.find(token));
      throttle.succeeded('(link)', address);
      return { name: owner?.name ?? null, login: owner?.login ?? null };
    },
    async acceptLink(typed, visitor) {
      const { address } = visitor;
      guard('(link)', address);
      const link = await links.find(typed.token);
      throttle.succeeded('(link)', address);
      const user = await links.take(typed, link);
      await sessions.endOf(user.id);
      // a link stands for the password alone
      if (factors.of(user.id).since !== null) throw new AppError('sign-in-with-code');
      return sessions.open(user, visitor);
    },
    provePassword: (user, password, { address }) =>
      prove(user, password, { address, fields: { password: 'password-wrong' } }),
    async turnOnFactor({ user, session }, code, { address }) {
      guard(user.login, address);
      const codes = await factors.confirm(user.id, code);
      throttle.succeeded(loginKey(user.login), address);
      await sessions.endOf(user.id, session.id);
      return codes;
    },
    async turnOffFactor(user, code, { address }) {
      guard(user.login, address);
      await factors.pass(user.id, code);
      throttle.succeeded(loginKey(user.login), address);
      await factors.remove(user.id);
    },
    async changePassword({ user, session }, typed, { address }) {
      await prove(user, typed.old, { address, fields: { 'password.old': 'old-password-wrong' } });
      const words = [user.login, user.name];
      await refuseKnown(typed.new, { words, field: 'password.new' });
      await users.update(user.id, { passwordHash: await passwords.hash(typed.new) });
      await sessions.endOf(user.id, session.id);
    },
  };
}

/** The links that work once. */
function createLinks(parts: AccountParts, roster: Roster) {
  const { users, links, passwords, clock } = parts;

  async function make(purpose: OneUseLink['purpose'], userId: string | null) {
    const token = clock.token(TOKEN_BYTES);
    const createdAt = clock.now();
    const life = purpose === 'first-admin' ? FIRST_ADMIN_LINK_MS : INVITE_LINK_MS;
    const expiresAt = createdAt + life;
    await links.replace({ tokenHash: hashOf(token), purpose, userId, createdAt, expiresAt });
    return { token, expiresAt: iso(expiresAt) };
  }

  /** Whose link it is; null: the first administrator's, who is not there yet. */
  async function ownerOf(link: OneUseLink): Promise<User | null> {
    if (link.userId === null) {
      if (await users.hasAdmin()) throw new AppError('link-refused');
      return null;
    }
    const owner = (await users.get(link.userId))?.user;
    if (!owner || owner.disabled) throw new AppError('link-refused');
    return owner;
  }

  return {
    ownerOf,
    firstAdminToken: async () =>
      (await users.hasAdmin()) ? null : (await make('first-admin', null)).token,
    invite: async (userId: string) => ((await users.get(userId)) ? make('invite', userId) : null),
    async find(token: string): Promise<OneUseLink> {
      const link = await links.find(hashOf(token), clock.now());
      if (!link) throw new AppError('link-refused');
      return link;
    },
    async take(typed: AcceptLink, link: OneUseLink): Promise<User> {
      const { token, login, name, password, language } = typed;
      const owner = await ownerOf(link);
      const taken = await users.byLogin(login);
      if (taken && taken.user.id !== owner?.id) {
        throw new AppError('login-taken', { values: { login }, fields: { login: 'taken' } });
      }
      await refuseKnown(password, { words: [login, name], field: 'password' });
      const passwordHash = await passwords.hash(password);
      // Hashing takes a while: of two who came at once only one uses the link up.
      if (!(await links.use(hashOf(token), clock.now()))) throw new AppError('link-refused');
      const { id } = owner ?? (await roster.create({ login, name, role: 'admin' }));
      const spoken = language === undefined ? {} : { language };
      const user = await users.update(id, { login, name, passwordHash, ...spoken });
      if (!user) throw new AppError('link-refused');
      return user;
    },
  };
}
