import type { Role, SecondFactor, SecondFactorSecret, User } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { SettingStore } from '../firm/store.ts';
import type { FactorStore } from './second-factor-store.ts';
import { hashOf } from './sessions.ts';
import { freshSecret, secretUri, stepOf } from './totp.ts';

/** Codes of an app (RFC 6238) beside the password, and codes on paper for when the app is gone. */
export interface SecondFactors {
  of(userId: string): SecondFactor;
  /** Users who are asked for a code. */
  users(): string[];
  /** A fresh secret; nothing is asked for until a code of it came. Throws `AppError` `second-factor-on`. */
  begin(user: { id: string; login: string }): Promise<SecondFactorSecret>;
  /** From now on a code is asked for. Gives the recovery codes, once. Throws `AppError` `code-refused`. */
  confirm(userId: string, code: string): Promise<string[]>;
  /**
   * Lets who has none pass; else uses a code up, of the app or of recovery. Throws `AppError` `code-needed` where
   * none came, `code-refused` for a wrong one and one that was used.
   */
  pass(userId: string, code: string | undefined): Promise<void>;
  /** Nothing is asked for any more; whether it was. */
  remove(userId: string): Promise<boolean>;
  /** Roles of which nobody works without one. */
  required(): readonly Role[];
  /** Who has none is led through set-up before anything else. */
  require(roles: readonly Role[]): Promise<void>;
  /** Whether this user's role needs one and they have none yet. */
  isDue(user: Pick<User, 'id' | 'role'>): boolean;
  /** Seals by the present key what an older one sealed. */
  renewSecrets(): Promise<void>;
}

/** Name of the setting. */
const REQUIRED = 'second-factor-roles';
const RECOVERY_CODES = 10;
/** 80 random bits each: a plain hash keeps them. */
const RECOVERY_BYTES = 10;

/** Second factors over their store. */
export function createSecondFactors(parts: {
  store: FactorStore;
  /** Holds whose role needs one. */
  firm: SettingStore;
  secrets: Secrets;
  clock: Pick<Clock, 'now' | 'token'>;
}): SecondFactors {
  const { store, firm, secrets, clock } = parts;
  let required = (firm.get(REQUIRED) as readonly Role[] | undefined) ?? [];

  /** The step of a code that fits this user's secret; null when none does. */
  function stepFor(userId: string, code: string): number | null {
    const factor = store.get(userId);
    if (!factor) return null;
    return stepOf(code, secrets.open(factor.secret, recordOf(userId)), clock.now());
  }

  function refuse(): never {
    throw new AppError('code-refused', { fields: { code: 'code-refused' } });
  }

  return {
    of(userId) {
      const confirmedAt = store.get(userId)?.confirmedAt ?? null;
      return confirmedAt === null
        ? { since: null, recoveryLeft: 0 }
        : { since: iso(confirmedAt), recoveryLeft: store.recoveryLeft(userId) };
    },
    users: () => store.confirmed(),
    async begin({ id, login }) {
      const secret = freshSecret(clock.token);
      const begun = await store.begin(id, secrets.seal(secret, recordOf(id)));
      if (!begun) throw new AppError('second-factor-on');
      return { secret, uri: secretUri(secret, login) };
    },
    async confirm(userId, typed) {
      const step = stepFor(userId, plain(typed));
      const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCode(clock.token));
      const codeHashes = codes.map((code) => hashOf(plain(code)));
      const at = step === null ? null : { now: clock.now(), step, codeHashes };
      if (at === null || !(await store.confirm(userId, at))) refuse();
      return codes;
    },
    async pass(userId, typed) {
      if (!store.get(userId)?.confirmedAt) return;
      if (typed === undefined || typed.trim() === '') throw new AppError('code-needed');
      const code = plain(typed);
      const step = stepFor(userId, code);
      const used =
        step === null
          ? await store.useRecovery(userId, hashOf(code), clock.now())
          : await store.useStep(userId, step);
      if (!used) refuse();
    },
    remove: (userId) => store.remove(userId),
    required: () => required,
    async require(roles) {
      await firm.set(REQUIRED, roles);
      required = roles;
    },
    isDue: ({ id, role }) => required.includes(role) && !store.get(id)?.confirmedAt,
    async renewSecrets() {
      for (const { userId, secret } of store.list()) {
        const renewed = secrets.renewed(secret, recordOf(userId));
        if (renewed !== null) await store.reseal(userId, renewed);
      }
    },
  };
}

function recordOf(userId: string): string {
  return `users/${userId}/totp`;
}

/** As people type it: blanks and hyphens between groups, letters of any size. */
function plain(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toLowerCase();
}

/** Such as `1f0c-92ab-…`: five groups of hexadecimal digits, none of which looks like another. */
function recoveryCode(token: (bytes: number) => string): string {
  const hex = Buffer.from(token(RECOVERY_BYTES), 'base64url').toString('hex');
  return hex.match(/.{4}/g)?.join('-') ?? hex;
}
