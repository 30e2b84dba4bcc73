import type { Role, User } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { FreshSession } from './accounts.ts';
import type { Identity } from './open-id.ts';
import type { OpenIdStore } from './open-id-store.ts';
import type { Roster } from './roster.ts';
import type { Sessions, Visitor } from './sessions.ts';

/** Lets in whom an OpenID provider vouches for. */
export interface Vouched {
  /**
   * Signs in; `made`: the user was made for it. Throws `AppError` `open-id-unknown` where nobody here is meant (or
   * the user is disabled), `open-id-other` where the user is bound to another person there.
   */
  signIn(identity: Identity, visitor: Visitor): Promise<FreshSession & { made: boolean }>;
  /** Users who are bound to somebody at the provider. */
  bound(): string[];
  /** The user may be bound anew, to whoever bears the login there. Whether there was a bond. */
  unbind(userId: string): Promise<boolean>;
}

/**
 * At the first sign-in a person there is bound to the user with that login, for good: an e-mail address that is
 * given to somebody else later opens nothing. The provider stands for the second factor, too.
 */
export function createVouched(parts: {
  store: OpenIdStore;
  roster: Pick<Roster, 'get' | 'byLogin' | 'create'>;
  sessions: Pick<Sessions, 'open'>;
  /** The role of people who are not known here; null: they are not let in. */
  newUsers: Role | null;
}): Vouched {
  const { store, roster, sessions, newUsers } = parts;

  async function meant({ login, name }: Identity): Promise<{ user: User; made: boolean }> {
    const user = login === null ? null : await roster.byLogin(login);
    if (user) return { user, made: false };
    if (login === null || newUsers === null) throw new AppError('open-id-unknown');
    return {
      user: await roster.create({ login, name: name ?? login, role: newUsers }),
      made: true,
    };
  }

  return {
    async signIn(identity, visitor) {
      const bound = store.userOf(identity);
      const known = bound === null ? null : await roster.get(bound);
      const { user, made } = known ? { user: known, made: false } : await meant(identity);
      if (user.disabled) throw new AppError('open-id-unknown');
      const { issuer, subject } = identity;
      if (!known && !(await store.bind(user.id, { issuer, subject })))
        throw new AppError('open-id-other');
      return { ...(await sessions.open(user, visitor, true)), made };
    },
    bound: store.bound,
    unbind: store.unbind,
  };
}
