import type { IncomingHttpHeaders } from 'node:http';
import type { NewToken, User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { ApiTokenStore, StoredToken } from './api-token-store.ts';
import { hashOf, type SignedIn } from './sessions.ts';
import type { SecondFactors } from './second-factor.ts';
import type { UserStore } from './store.ts';
import { createRequestCount } from './request-count.ts';
import type { Throttle } from './throttle.ts';

/** A request by a token: who it stands for, and what it may. */
export interface ByToken extends SignedIn {
  readonly token: StoredToken;
}

/** Tokens by which programs use the API in a person's name. */
export interface ApiTokens {
  /** The text of the token is given this once. Throws `AppError` `too-many-tokens`. */
  make(user: User, typed: NewToken): Promise<StoredToken & { text: string }>;
  of(userId: string): StoredToken[];
  /** Gives what was removed; null where there is none of this id, or it is another's. */
  revoke(id: string, userId: string): Promise<StoredToken | null>;
  /**
   * Whose token the request bears; null where it bears none. Throws `AppError` `token-refused` for one that is unknown,
   * past its time or of a disabled user, `too-many-attempts`.
   */
  find(headers: IncomingHttpHeaders, address: string): Promise<ByToken | null>;
}

/** So that people, and programs that look for leaked secrets, know one when they see it. */
const PREFIX = 'perezvon_';
const TOKEN_BYTES = 32;
const MOST_TOKENS = 20;
const DAY_MS = 24 * 60 * 60_000;
/** When a token was last used is written so often. */
const NOTE_EVERY_MS = 60_000;
/** Requests of one token within a minute. */
const MOST_REQUESTS = 600;

/** Tokens over their store. `failed` is told what could not be written of their use. */
export function createApiTokens(parts: {
  store: ApiTokenStore;
  users: Pick<UserStore, 'get'>;
  factors: Pick<SecondFactors, 'isDue'>;
  throttle: Throttle;
  clock: Clock;
  failed: (error: unknown) => void;
}): ApiTokens {
  const { store, users, factors, throttle, clock, failed } = parts;
  const noted = new Map<string, number>();
  const { count } = createRequestCount(MOST_REQUESTS, clock);

  /** Guesses are slowed down by address; whoever has a token is not held up by them. */
  function refuse(address: string): never {
    const seconds = throttle.attempt('(token)', address);
    if (seconds > 0) throw new AppError('too-many-attempts', { values: { seconds } });
    throw new AppError('token-refused');
  }

  function noteUse({ id, usedAt }: StoredToken): void {
    const now = clock.now();
    if (now - (noted.get(id) ?? usedAt ?? 0) < NOTE_EVERY_MS) return;
    noted.set(id, now);
    store.used(id, now).catch(failed);
  }

  return {
    of: (userId) => store.of(userId),
    async make(user, { name, scopes, days }) {
      if (store.of(user.id).length >= MOST_TOKENS) {
        throw new AppError('too-many-tokens', { values: { most: MOST_TOKENS } });
      }
      const text = PREFIX + clock.token(TOKEN_BYTES);
      const createdAt = clock.now();
      const made: StoredToken = {
        id: clock.id(),
        userId: user.id,
        name: name.trim(),
        scopes,
        createdAt,
        expiresAt: createdAt + days * DAY_MS,
        usedAt: null,
      };
      await store.add({ ...made, tokenHash: hashOf(text) });
      return { ...made, text };
    },
    async revoke(id, userId) {
      const found = store.of(userId).find((one) => one.id === id) ?? null;
      return found && (await store.remove(id, userId)) ? found : null;
    },
    async find({ authorization = '' }, address) {
      const [, text] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      if (!text?.startsWith(PREFIX)) return null;
      const token = store.byHash(hashOf(text));
      if (!token || token.expiresAt <= clock.now()) return refuse(address);
      const user = (await users.get(token.userId))?.user;
      if (!user || user.disabled) return refuse(address);
      count(token.id);
      noteUse(token);
      return { user, token, session: asSession(token, address), factorDue: factors.isDue(user) };
    },
  };
}

/** Routes that a token may use need of a session that there is one. */
function asSession(token: StoredToken, address: string): SignedIn['session'] {
  const { id, userId, createdAt, expiresAt } = token;
  const seen = { seenAt: createdAt, userAgent: '', address, vouched: false, provenAt: 0 };
  return { id, userId, createdAt, expiresAt, ...seen };
}
