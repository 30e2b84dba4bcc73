import {
  browserPhoneOf,
  type MorePhone,
  type NewUser,
  type PhoneName,
  phonesOf,
  type User,
  type UserPatch,
  withOwnPhone,
} from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Language } from '../kernel/errors.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { refuseTaken, refuseTwoInBrowser, withMorePhones, withPbx } from './phone-rules.ts';
import { placeRecordOf } from './places.ts';
import type { Sessions } from './sessions.ts';
import type { StoredUser, UserStore } from './store.ts';
import type { StoredPhone } from './user-phone-store.ts';

/** The people who work here, and the rules of changing them. */
export interface Roster {
  /** By name. */
  list(): Promise<User[]>;
  get(id: string): Promise<User | null>;
  /** Whose login it is, however it is written; disabled ones, too. */
  byLogin(login: string): Promise<User | null>;
  /** Throws `AppError` `login-taken`, `extension-taken`, `pbx-not-configured`, `first-phone-missing`, `one-browser-phone`. */
  create(typed: NewUser): Promise<User>;
  /**
   * Disabling, another role, right, extension or PBX ends the user's sessions. Null when there is no such user.
   * Throws as `create`, and `last-admin`.
   */
  update(id: string, patch: UserPatch): Promise<User | null>;
  /** Password of the user's phone in the browser, in clear; null when none is set. */
  sipPassword(userId: string): Promise<string | null>;
  /** Seals by the present key what an older one sealed. */
  renewSecrets(): Promise<void>;
}

/** What the roster stands on. */
export interface RosterParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  /** Of users who chose none. */
  readonly language: Language;
  /** Whether an extension is a shared place: nobody's own then. */
  readonly isShared: (pbx: string, extension: string) => boolean;
  /** Ids of the configured PBX connections: a user with an extension belongs to one of them. */
  readonly pbxIds: () => readonly string[];
  readonly clock: Pick<Clock, 'id'>;
}

/** The roster over the store of users. */
export function createRoster(parts: RosterParts): Roster {
  const { users, sessions, secrets, pbxIds } = parts;

  /** With all that is secret sealed. */
  function sealed(id: string, { sipPassword, morePhones, ...fields }: UserPatch) {
    const first =
      sipPassword === undefined ? {} : { sipPassword: secrets.seal(sipPassword, sipRecordOf(id)) };
    const more = morePhones && { morePhones: morePhones.map((phone) => sealedPhone(id, phone)) };
    return { ...fields, ...first, ...more };
  }

  function sealedPhone(id: string, { sipPassword, ...phone }: MorePhone): StoredPhone {
    if (sipPassword === undefined) return phone;
    return { ...phone, sipPassword: secrets.seal(sipPassword, phoneRecordOf(id, phone)) };
  }

  async function renew(id: string, stored: StoredUser): Promise<void> {
    const own = stored.sipPassword;
    const sipPassword = own === null ? null : secrets.renewed(own, sipRecordOf(id));
    const phones = stored.morePhones.map((phone) => {
      const renewed = phone.sipPassword
        ? secrets.renewed(phone.sipPassword, phoneRecordOf(id, phone))
        : null;
      return renewed === null ? phone : { ...phone, sipPassword: renewed };
    });
    const isNew = phones.some((phone, index) => phone !== stored.morePhones[index]);
    if (sipPassword !== null || isNew) {
      await users.update(id, {
        ...(sipPassword === null ? {} : { sipPassword }),
        ...(isNew ? { morePhones: phones } : {}),
      });
    }
  }

  return {
    list: () => users.list(),
    get: async (id) => (await users.get(id))?.user ?? null,
    byLogin: async (login) => (await users.byLogin(login))?.user ?? null,
    async create(typed) {
      const known = { before: null, pbxIds: pbxIds() };
      const fields = withMorePhones(withPbx(typed, known), known);
      await refuseTaken(parts, null, fields);
      const id = parts.clock.id();
      return users.create({
        pbx: null,
        extension: null,
        device: 'browser',
        language: parts.language,
        mayHear: true,
        mayExport: true,
        mayPause: false,
        passwordHash: null,
        sipPassword: null,
        id,
        login: fields.login,
        name: fields.name,
        role: fields.role,
        ...sealed(id, fields),
      });
    },
    async update(id, typed) {
      const stored = await users.get(id);
      if (!stored) return null;
      const { user: found, seat } = stored;
      const before = withOwnPhone(found);
      const known = { before, pbxIds: pbxIds() };
      const patch = withMorePhones(withPbx(typed, known), known);
      const then = { ...before, ...patch };
      await refuseTaken(parts, id, then);
      if (seat) refuseTwoInBrowser([...phonesOf(then), seat]);
      const after = await users.update(id, sealed(id, patch));
      if (after && rightsDiffer(found, after)) await sessions.endOf(id);
      return after;
    },
    async sipPassword(userId) {
      const stored = await users.get(userId);
      const account = stored && browserAccountOf(stored);
      return account?.sealed ? secrets.open(account.sealed, account.record) : null;
    },
    async renewSecrets() {
      for (const { id } of await users.list()) {
        const stored = await users.get(id);
        if (stored) await renew(id, stored);
      }
    },
  };
}

/** The record under which the SIP password of a user's first phone is sealed. */
function sipRecordOf(id: string): string {
  return `users/${id}/sip`;
}

/** The record under which the SIP password of a further phone of a user is sealed. */
function phoneRecordOf(id: string, { pbx, extension }: PhoneName): string {
  return `users/${id}/sip/${pbx}/${extension}`;
}

/** The account of a user's phone in the browser, with its sealed password; null where there is no such phone. */
export function browserAccountOf(stored: StoredUser): {
  readonly extension: string;
  readonly pbx: string;
  readonly sealed: string | null;
  readonly record: string;
} | null {
  const { user, morePhones, seat } = stored;
  const phone = browserPhoneOf(user);
  if (!phone) return null;
  const { pbx, extension } = phone;
  const isSame = (one: PhoneName) => one.pbx === pbx && one.extension === extension;
  if (seat && isSame(seat)) {
    return { pbx, extension, sealed: seat.sipPassword, record: placeRecordOf(seat.place) };
  }
  const more = morePhones.find(isSame);
  return {
    pbx,
    extension,
    sealed: more ? (more.sipPassword ?? null) : stored.sipPassword,
    record: more ? phoneRecordOf(user.id, phone) : sipRecordOf(user.id),
  };
}

function rightsDiffer(before: User, after: User): boolean {
  const fields = [
    'role',
    'pbx',
    'extension',
    'disabled',
    'mayHear',
    'mayExport',
    'mayPause',
  ] as const;
  return (
    fields.some((field) => before[field] !== after[field]) ||
    JSON.stringify(before.morePhones) !== JSON.stringify(after.morePhones)
  );
}
