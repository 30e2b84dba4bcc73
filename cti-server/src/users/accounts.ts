import type { AcceptLink, NewUser, User, UserPatch } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError, type Language } from '../kernel/errors.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Passwords } from './passwords.ts';
import { hashOf, type Sessions, type SignedIn } from './sessions.ts';
import { type LinkStore, loginKey, type UserStore } from './store.ts';
import type { Throttle } from './throttle.ts';

const FIRST_ADMIN_LINK_MS = 60 * 60_000;
const INVITE_LINK_MS = 72 * 60 * 60_000;
const TOKEN_BYTES = 32;

/** Where an attempt comes from. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

/** A fresh sign-in: the token goes into the cookie and nowhere else. */
export interface FreshSession extends SignedIn {
  readonly token: string;
}

/** Users, how they get in, and how they are put out. */
export interface Accounts {
  /** Throws `AppError` `sign-in-refused` (the same for no such user, no password, disabled) or `too-many-attempts`. */
  signIn(typed: { login: string; password: string }, visitor: Visitor): Promise<FreshSession>;
  /** Uses a link up, sets name, login and password, signs in. Throws `AppError` `link-refused`, `login-taken`. */
  acceptLink(typed: AcceptLink, visitor: Visitor): Promise<FreshSession>;
  /** A new token for the first administrator, the older one dead; null once there is one. */
  firstAdminToken(): Promise<string | null>;
  /** A token by which the user sets a password; good for 72 h. Null when there is no such user. */
  invite(userId: string): Promise<{ token: string; expiresAt: string } | null>;
  list(): Promise<User[]>;
  create(typed: NewUser): Promise<User>;
  /** Disabling, another role, extension or PBX ends the user's sessions. Null when there is no such user. */
  update(id: string, patch: UserPatch): Promise<User | null>;
  /** Ends the user's other sessions. Throws `AppError` `old-password-wrong`. */
  changePassword(who: SignedIn, typed: { old: string; new: string }): Promise<void>;
  /** Password of the user's own SIP account, in clear; null when none is set. */
  sipPassword(userId: string): Promise<string | null>;
}

/** All over the stores and `sessions`. */
export function createAccounts(parts: {
  users: UserStore;
  links: LinkStore;
  sessions: Sessions;
  passwords: Passwords;
  throttle: Throttle;
  secrets: Secrets;
  clock: Clock;
  language: Language;
  /** Ids of the configured PBX connections: a user with an extension belongs to one of them. */
  pbxIds: readonly string[];
}): Accounts {
  const { users, links, sessions, passwords, throttle, secrets, clock } = parts;

  const seal = (id: string, password: string) => secrets.seal(password, `users/${id}/sip`);

  async function makeLink(purpose: 'first-admin' | 'invite', userId: string | null) {
    const token = clock.token(TOKEN_BYTES);
    const createdAt = clock.now();
    const expiresAt =
      createdAt + (purpose === 'first-admin' ? FIRST_ADMIN_LINK_MS : INVITE_LINK_MS);
    await links.replace({ tokenHash: hashOf(token), purpose, userId, createdAt, expiresAt });
    return { token, expiresAt: iso(expiresAt) };
  }

  function guard(login: string, address: string): void {
    const seconds = throttle.attempt(loginKey(login), address);
    if (seconds > 0) throw new AppError('too-many-attempts', { values: { seconds } });
  }

  /** Extensions are one person's each: the SIP gate and the pop's audience rely on it. */
  async function refuseTakenExtension(id: string | null, fields: UserPatch): Promise<void> {
    if (!fields.extension) return;
    const { extension } = fields;
    const pbx = fields.pbx ?? null;
    const other = (await users.list()).find(
      (user) =>
        user.id !== id && !user.disabled && user.extension === extension && user.pbx === pbx,
    );
    if (!other) return;
    throw new AppError('extension-taken', { values: { extension, login: other.login } });
  }

  /** With an extension and no PBX named, the only PBX is meant. */
  function withPbx<T extends UserPatch>(fields: T, before: User | null): T {
    if (fields.extension === undefined && fields.pbx === undefined) return fields;
    const extension = fields.extension === undefined ? before?.extension : fields.extension;
    const pbx = fields.pbx === undefined ? before?.pbx : fields.pbx;
    if (!extension) return fields;
    const meant = pbx ?? (parts.pbxIds.length === 1 ? parts.pbxIds[0] : null);
    if (!meant || !parts.pbxIds.includes(meant)) {
      throw new AppError('pbx-not-configured', {
        values: { pbx: meant ?? '' },
        fields: { pbx: 'wrong' },
      });
    }
    return { ...fields, pbx: meant };
  }

  async function store(id: string, patch: UserPatch): Promise<User | null> {
    const { sipPassword, ...fields } = patch;
    const sealed = sipPassword === undefined ? {} : { sipPassword: seal(id, sipPassword) };
    return users.update(id, { ...fields, ...sealed });
  }

  async function create(typed: NewUser): Promise<User> {
    const { sipPassword, ...fields } = withPbx(typed, null);
    await refuseTakenExtension(null, fields);
    const user = await users.create({
      pbx: null,
      extension: null,
      device: 'browser',
      language: parts.language,
      ...fields,
      passwordHash: null,
      sipPassword: null,
    });
    if (sipPassword !== undefined) await store(user.id, { sipPassword });
    return user;
  }

  async function takeLink(typed: AcceptLink, userId: string | null): Promise<User> {
    const { login, name } = typed;
    const taken = await users.byLogin(login);
    if (taken && taken.user.id !== userId) throw new AppError('login-taken', { values: { login } });
    const passwordHash = await passwords.hash(typed.password);
    if (!(await links.use(hashOf(typed.token), clock.now()))) throw new AppError('link-refused');
    const user =
      userId === null
        ? await create({ login, name, role: 'admin' })
        : await users.get(userId).then((found) => found?.user ?? null);
    const updated = user && (await users.update(user.id, { login, name, passwordHash }));
    if (!updated) throw new AppError('link-refused');
    return updated;
  }

  return {
    async signIn({ login, password }, visitor) {
      guard(login, visitor.address);
      const found = await users.byLogin(login);
      const hash = found && !found.user.disabled ? found.passwordHash : null;
      if (!(await passwords.matches(password, hash)) || !found)
        throw new AppError('sign-in-refused');
      throttle.succeeded(loginKey(login), visitor.address);
      return sessions.open(found.user, visitor.userAgent);
    },
    async acceptLink(typed, visitor) {
      guard('(link)', visitor.address);
      const link = await links.find(hashOf(typed.token), clock.now());
      const dead =
        !link ||
        (link.purpose === 'first-admin' && (await users.hasAdmin())) ||
        (link.userId !== null && (await users.get(link.userId))?.user.disabled !== false);
      if (dead) throw new AppError('link-refused');
      throttle.succeeded('(link)', visitor.address);
      const user = await takeLink(typed, link.userId);
      await sessions.endOf(user.id);
      return sessions.open(user, visitor.userAgent);
    },
    async firstAdminToken() {
      if (await users.hasAdmin()) return null;
      return (await makeLink('first-admin', null)).token;
    },
    invite: async (userId) => ((await users.get(userId)) ? makeLink('invite', userId) : null),
    list: () => users.list(),
    create,
    async update(id, typed) {
      const before = (await users.get(id))?.user;
      if (!before) return null;
      const patch = withPbx(typed, before);
      await refuseTakenExtension(id, { ...before, ...patch });
      const after = await store(id, patch);
      if (after && rightsDiffer(before, after)) await sessions.endOf(id);
      return after;
    },
    async changePassword({ user, session }, typed) {
      const stored = (await users.get(user.id))?.passwordHash ?? null;
      if (!(await passwords.matches(typed.old, stored))) {
        throw new AppError('old-password-wrong', {
          fields: { 'password.old': 'old-password-wrong' },
        });
      }
      await users.update(user.id, { passwordHash: await passwords.hash(typed.new) });
      await sessions.endOf(user.id, session.id);
    },
    async sipPassword(userId) {
      const sealed = (await users.get(userId))?.sipPassword ?? null;
      return sealed === null ? null : secrets.open(sealed, `users/${userId}/sip`);
    },
  };
}

function rightsDiffer(before: User, after: User): boolean {
  return (['role', 'pbx', 'extension', 'disabled'] as const).some(
    (field) => before[field] !== after[field],
  );
}
