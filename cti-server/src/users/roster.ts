import type { NewUser, User, UserPatch } from '../contract/index.ts';
import { AppError, type Language } from '../kernel/errors.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { withOwnPhone } from './own-phone.ts';
import { placeRecordOf } from './places.ts';
import type { Sessions } from './sessions.ts';
import type { UserStore } from './store.ts';

/** The people who work here, and the rules of changing them. */
export interface Roster {
  /** By name. */
  list(): Promise<User[]>;
  get(id: string): Promise<User | null>;
  /** Whose login it is, however it is written; disabled ones, too. */
  byLogin(login: string): Promise<User | null>;
  /** Throws `AppError` `login-taken`, `extension-taken`, `pbx-not-configured`. */
  create(typed: NewUser): Promise<User>;
  /**
   * Disabling, another role, right, extension or PBX ends the user's sessions. Null when there is no such user.
   * Throws as `create`, and `last-admin`.
   */
  update(id: string, patch: UserPatch): Promise<User | null>;
  /** Password of the user's own SIP account, in clear; null when none is set. */
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
}

/** The roster over the store of users. */
export function createRoster(parts: RosterParts): Roster {
  const { users, sessions, secrets, pbxIds } = parts;

  async function store(id: string, { sipPassword, ...fields }: UserPatch): Promise<User | null> {
    const sealed =
      sipPassword === undefined
        ? {}
        : { sipPassword: secrets.seal(sipPassword, sipRecordOf({ id })) };
    return users.update(id, { ...fields, ...sealed });
  }

  return {
    list: () => users.list(),
    get: async (id) => (await users.get(id))?.user ?? null,
    byLogin: async (login) => (await users.byLogin(login))?.user ?? null,
    async create(typed) {
      const { sipPassword, ...fields } = withPbx(typed, { before: null, pbxIds: pbxIds() });
      await refuseTakenExtension(parts, null, fields);
      const user = await users.create({
        pbx: null,
        extension: null,
        device: 'browser',
        language: parts.language,
        mayHear: true,
        mayExport: true,
        ...fields,
        passwordHash: null,
        sipPassword: null,
      });
      if (sipPassword !== undefined) await store(user.id, { sipPassword });
      return user;
    },
    async update(id, typed) {
      const before = (await users.get(id))?.user;
      if (!before) return null;
      const patch = withPbx(typed, { before: withOwnPhone(before), pbxIds: pbxIds() });
      await refuseTakenExtension(parts, id, { ...withOwnPhone(before), ...patch });
      const after = await store(id, patch);
      if (after && rightsDiffer(before, after)) await sessions.endOf(id);
      return after;
    },
    async sipPassword(userId) {
      const stored = await users.get(userId);
      const { sipPassword: sealed = null } = stored ?? {};
      return stored && sealed !== null ? secrets.open(sealed, sipRecordOf(stored.user)) : null;
    },
    async renewSecrets() {
      for (const { id } of await users.list()) {
        const stored = await users.get(id);
        // that of a place is the place's to renew
        const sealed = stored?.user.place === undefined ? (stored?.sipPassword ?? null) : null;
        const sipPassword = sealed === null ? null : secrets.renewed(sealed, sipRecordOf({ id }));
        if (sipPassword !== null) await users.update(id, { sipPassword });
      }
    },
  };
}

/** The record under which the SIP password of a user, or of the place where they sit, is sealed. */
export function sipRecordOf({ id, place }: Pick<User, 'id' | 'place'>): string {
  return place === undefined ? `users/${id}/sip` : placeRecordOf(place);
}

/** With an extension and no PBX named, the only PBX is meant. */
function withPbx<T extends UserPatch>(
  fields: T,
  { before, pbxIds }: { before: User | null; pbxIds: readonly string[] },
): T {
  // A user whose PBX left the configuration must still be one that can be disabled.
  if (fields.extension === undefined && fields.pbx === undefined) return fields;
  const extension = fields.extension === undefined ? before?.extension : fields.extension;
  const pbx = fields.pbx === undefined ? before?.pbx : fields.pbx;
  if (!extension) return fields;
  const meant = pbx ?? (pbxIds.length === 1 ? pbxIds[0] : null);
  if (meant && pbxIds.includes(meant)) return { ...fields, pbx: meant };
  throw new AppError('pbx-not-configured', {
    values: { pbx: meant ?? '' },
    fields: { pbx: 'wrong' },
  });
}

/** Extensions are one person's each: the SIP gate and the pop's audience rely on it. */
async function refuseTakenExtension(
  { users, isShared }: RosterParts,
  id: string | null,
  fields: UserPatch,
): Promise<void> {
  const { extension, pbx = null, disabled = false } = fields;
  if (!extension || disabled) return;
  if (pbx !== null && isShared(pbx, extension)) {
    const values = { extension, login: '—' };
    throw new AppError('extension-taken', { values, fields: { extension: 'taken' } });
  }
  const other = (await users.list()).find(
    (user) => user.id !== id && !user.disabled && user.extension === extension && user.pbx === pbx,
  );
  if (!other) return;
  throw new AppError('extension-taken', {
    values: { extension, login: other.login },
    fields: { extension: 'taken' },
  });
}

function rightsDiffer(before: User, after: User): boolean {
  return (['role', 'pbx', 'extension', 'disabled', 'mayHear', 'mayExport'] as const).some(
    (field) => before[field] !== after[field],
  );
}
