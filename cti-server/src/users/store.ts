import {
  and,
  asc,
  type DatabaseHandle,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  lte,
  transaction,
} from '@perezvon/crm-core';
import type { OwnPhone, User } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Sighting } from './sightings.ts';
import { oneUseLinks, places, seatings, sessions, users } from './table.ts';
import { createUserPhoneStore, type StoredPhone } from './user-phone-store.ts';

/** What makes or changes a user; `sipPassword` sealed, `passwordHash` in PHC form. */
export type UserFields = Omit<User, 'id' | 'disabled' | 'place' | 'morePhones'> & {
  passwordHash: string | null;
  sipPassword: string | null;
  /** All that there are beside the first. */
  morePhones?: readonly StoredPhone[];
};

/** A user with what no browser may see. */
export interface StoredUser {
  readonly user: User;
  readonly passwordHash: string | null;
  readonly sipPassword: string | null;
  /** Beside the first, and their own. */
  readonly morePhones: readonly StoredPhone[];
  /** The phone of the shared place where they sit. */
  readonly seat: Seat | null;
}

/** The phone of a shared place, with its sealed SIP password. */
export interface Seat extends OwnPhone {
  /** Its id. */
  readonly place: string;
  readonly sipPassword: string | null;
}

/** Who may sign in. Logins are unique without regard to case. */
export interface UserStore {
  get(id: string): Promise<StoredUser | null>;
  byLogin(login: string): Promise<StoredUser | null>;
  /** By name. */
  list(): Promise<User[]>;
  /** `id` is one that nobody has. Throws `AppError` `login-taken`. */
  create(fields: UserFields & { readonly id?: string }): Promise<User>;
  /** Null when there is no such user. Throws `AppError` `login-taken`, or `last-admin` where none would be left. */
  update(id: string, fields: Partial<UserFields> & { disabled?: boolean }): Promise<User | null>;
  /** Whether an administrator who can sign in exists. */
  hasAdmin(): Promise<boolean>;
}

/** One signed-in browser. Times in ms since the epoch. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly userAgent: string;
  /** From where one signed in. */
  readonly address: string;
  /** Another server let them in, which stands for the second factor. */
  readonly vouched: boolean;
  /** When they last showed who they are. */
  readonly provenAt: number;
}

/** Who is signed in where. */
export interface SessionStore {
  add(session: Session & { tokenHash: string }): Promise<void>;
  byTokenHash(tokenHash: string): Promise<Session | null>;
  /** Those of a user that last beyond `at`, the latest sign-in first. */
  of(userId: string, at: number): Promise<Session[]>;
  /** They showed again who they are. */
  proven(id: string, at: number): Promise<void>;
  /** All in one transaction. */
  seen(sightings: readonly Sighting[]): Promise<void>;
  /** Removes and gives what was there: of one session (of that user, where one is named), of a user, or those past their time. */
  remove(
    which:
      | { id: string; userId?: string }
      | { userId: string; except?: string }
      | { expiredAt: number },
  ): Promise<Session[]>;
}

/** A link as made; only its token's hash is kept. */
export interface OneUseLink {
  readonly tokenHash: string;
  readonly purpose: 'first-admin' | 'invite';
  readonly userId: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Links that work once. A new one for the same purpose and user replaces the unused older ones. */
export interface LinkStore {
  replace(link: OneUseLink): Promise<void>;
  /** The link, if it still works at `at`; does not use it up. */
  find(tokenHash: string, at: number): Promise<OneUseLink | null>;
  /** Uses the link up: true for exactly one caller. */
  use(tokenHash: string, at: number): Promise<boolean>;
}

/** A login as compared: composed (NFKC) and in lower case. */
export function loginKey(login: string): string {
  return login.trim().normalize('NFKC').toLowerCase();
}

/** The users in an SQLite database. */
export function createUserStore(
  handle: DatabaseHandle,
  ids: { id(): string; now(): number },
): UserStore {
  const { db } = handle;
  const phones = createUserPhoneStore(handle);
  const seats = db
    .select({
      userId: seatings.userId,
      place: places.id,
      pbx: places.pbx,
      extension: places.extension,
      device: places.device,
      sipPassword: places.sipPassword,
    })
    .from(seatings)
    .innerJoin(places, and(eq(places.pbx, seatings.pbx), eq(places.extension, seatings.extension)))
    .where(isNull(seatings.until))
    .prepare();
  /** Whoever sits at a shared place has its phone, too: the last of theirs, or the only one. */
  const seated = (stored: StoredUser, taken = seats.all()): StoredUser => {
    const found = taken.find(({ userId }) => userId === stored.user.id);
    if (!found) return stored;
    const { userId: _, ...seat } = found;
    const { sipPassword: __, place, ...phone } = seat;
    const { extension, morePhones = [] } = stored.user;
    const there = extension === null ? phone : { morePhones: [...morePhones, phone] };
    return { ...stored, user: { ...stored.user, ...there, place }, seat };
  };
  const one = (condition: ReturnType<typeof eq>) => {
    const row = db.select().from(users).where(condition).get();
    return row ? whole(row) : null;
  };
  const whole = (row: typeof users.$inferSelect) => seated(fromRow(row, phones.of(row.id)));
  const mayAdminister = and(eq(users.role, 'admin'), eq(users.disabled, false));

  function refuseTaken(login: string, id: string): void {
    const found = one(eq(users.loginKey, loginKey(login)));
    if (found && found.user.id !== id)
      throw new AppError('login-taken', { values: { login }, fields: { login: 'taken' } });
  }

  return {
    get: async (id) => one(eq(users.id, id)),
    byLogin: async (login) => one(eq(users.loginKey, loginKey(login))),
    async list() {
      const [taken, all] = [seats.all(), phones.all()];
      const rows = db.select().from(users).orderBy(asc(users.name), asc(users.login)).all();
      return rows.map((row) => seated(fromRow(row, all.get(row.id) ?? []), taken).user);
    },
    create: async ({ morePhones = [], ...fields }) =>
      transaction(handle, () => {
        const id = fields.id ?? ids.id();
        refuseTaken(fields.login, id);
        const { login, name } = fields;
        const row = {
          ...fields,
          id,
          name: name.trim(),
          loginKey: loginKey(login),
          createdAt: ids.now(),
        };
        const made = db.insert(users).values(row).returning().get();
        phones.replace(id, morePhones);
        return whole(made).user;
      }),
    update: async (id, { morePhones, ...fields }) =>
      transaction(handle, () => {
        if (fields.login !== undefined) refuseTaken(fields.login, id);
        const key = fields.login === undefined ? {} : { loginKey: loginKey(fields.login) };
        const name = fields.name === undefined ? {} : { name: fields.name.trim() };
        const before = one(eq(users.id, id));
        if (!before) return null;
        if (morePhones) phones.replace(id, morePhones);
        const changed = { ...fields, ...name, ...key };
        const same = Object.keys(changed).length === 0;
        if (!same) db.update(users).set(changed).where(eq(users.id, id)).run();
        const after = one(eq(users.id, id));
        const wasAdmin = before.user.role === 'admin' && !before.user.disabled;
        if (wasAdmin && !db.select().from(users).where(mayAdminister).get()) {
          throw new AppError('last-admin');
        }
        return after?.user ?? null;
      }),
    hasAdmin: async () =>
      db
        .select()
        .from(users)
        .where(mayAdminister)
        .all()
        .some((row) => row.passwordHash !== null),
  };
}

/** The sessions in an SQLite database. */
export function createSessionStore(handle: DatabaseHandle): SessionStore {
  const { db } = handle;
  return {
    async add(session) {
      transaction(handle, () => db.insert(sessions).values(session).run());
    },
    async byTokenHash(tokenHash) {
      const row = db.select().from(sessions).where(eq(sessions.tokenHash, tokenHash)).get();
      return row ? withoutHash(row) : null;
    },
    of: async (userId, at) =>
      db
        .select()
        .from(sessions)
        .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, at)))
        .orderBy(desc(sessions.createdAt))
        .all()
        .map(withoutHash),
    async proven(id, provenAt) {
      transaction(handle, () =>
        db.update(sessions).set({ provenAt }).where(eq(sessions.id, id)).run(),
      );
    },
    async seen(sightings) {
      transaction(handle, () => {
        for (const [id, seenAt] of sightings) {
          db.update(sessions).set({ seenAt }).where(eq(sessions.id, id)).run();
        }
      });
    },
    async remove(which) {
      const condition =
        'id' in which
          ? and(
              eq(sessions.id, which.id),
              which.userId === undefined ? undefined : eq(sessions.userId, which.userId),
            )
          : 'userId' in which
            ? eq(sessions.userId, which.userId)
            : lte(sessions.expiresAt, which.expiredAt);
      const keep = 'except' in which ? which.except : undefined;
      const gone = db
        .select()
        .from(sessions)
        .where(condition)
        .all()
        .filter((row) => row.id !== keep);
      if (gone.length === 0) return [];
      const ids = gone.map((row) => row.id);
      transaction(handle, () => db.delete(sessions).where(inArray(sessions.id, ids)).run());
      return gone.map(withoutHash);
    },
  };
}

/** The one-use links in an SQLite database. */
export function createLinkStore(handle: DatabaseHandle): LinkStore {
  const { db } = handle;
  const works = (tokenHash: string, at: number) =>
    and(
      eq(oneUseLinks.tokenHash, tokenHash),
      isNull(oneUseLinks.usedAt),
      gt(oneUseLinks.expiresAt, at),
    );
  return {
    replace: async (link) =>
      transaction(handle, () => {
        const whose =
          link.userId === null ? isNull(oneUseLinks.userId) : eq(oneUseLinks.userId, link.userId);
        const same = and(eq(oneUseLinks.purpose, link.purpose), whose, isNull(oneUseLinks.usedAt));
        db.delete(oneUseLinks).where(same).run();
        db.insert(oneUseLinks).values(link).run();
      }),
    find: async (tokenHash, at) =>
      db.select().from(oneUseLinks).where(works(tokenHash, at)).get() ?? null,
    use: async (tokenHash, at) =>
      transaction(
        handle,
        () =>
          db.update(oneUseLinks).set({ usedAt: at }).where(works(tokenHash, at)).run().changes ===
          1,
      ),
  };
}

function fromRow(row: typeof users.$inferSelect, phones: readonly StoredPhone[]): StoredUser {
  const { passwordHash, sipPassword, loginKey: _, createdAt: __, ...user } = row;
  const morePhones = phones.map(({ sipPassword: ___, ...phone }) => phone);
  const whole = morePhones.length > 0 ? { ...user, morePhones } : user;
  return { user: whole, passwordHash, sipPassword, morePhones: phones, seat: null };
}

function withoutHash(row: typeof sessions.$inferSelect): Session {
  const { tokenHash: _, ...session } = row;
  return session;
}
