import type { Role, User } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { SecondFactors } from './second-factor.ts';
import type { Sessions, SignedIn } from './sessions.ts';
import type { UserStore } from './store.ts';

/** Of which roles nobody works without a second factor. */
export interface FactorRule {
  required(): readonly Role[];
  /**
   * Why whoever asks may not set it so; null: they may. Nobody names their own role without having a factor: they
   * would lock themselves out of undoing it.
   */
  whyNot(roles: readonly Role[], by: Pick<SignedIn, 'user' | 'session'>): AppError | null;
  /** Sets it; who has none is signed out. */
  set(roles: readonly Role[]): Promise<void>;
  /** Signs a user out who is due: they are led through set-up when they sign in again. */
  endWhereDue(user: User): Promise<void>;
}

/** The rule over second factors and the sessions that it ends. */
export function createFactorRule(parts: {
  factors: Pick<SecondFactors, 'of' | 'required' | 'require' | 'isDue'>;
  users: Pick<UserStore, 'list'>;
  sessions: Pick<Sessions, 'of' | 'end'>;
}): FactorRule {
  const { factors, users, sessions } = parts;

  async function endWhereDue(user: User): Promise<void> {
    if (!factors.isDue(user)) return;
    // another server stands for those whom it let in
    for (const { id, vouched } of await sessions.of(user.id)) if (!vouched) await sessions.end(id);
  }

  return {
    required: factors.required,
    whyNot(roles, { user, session }) {
      const hasOwn = session.vouched || factors.of(user.id).since !== null;
      return roles.includes(user.role) && !hasOwn ? new AppError('factor-own-first') : null;
    },
    async set(roles) {
      await factors.require(roles);
      for (const one of await users.list()) await endWhereDue(one);
    },
    endWhereDue,
  };
}
