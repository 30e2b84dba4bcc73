import { createHash } from 'node:crypto';
import type { User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { SecondFactors } from './second-factor.ts';
import { createSightings } from './sightings.ts';
import type { Session, SessionStore, UserStore } from './store.ts';

/** A request or socket with a session: who it is. */
export interface SignedIn {
  readonly user: User;
  readonly session: Session;
  /** True: their role needs a second factor, and nothing else is open to them before they have set it up. */
  readonly factorDue: boolean;
}

/** Why sockets of a session are closed: it is over, or what its user may do has changed. */
export type SessionEnd = 'over' | 'changed';

/** A session, and whether its browser has a line open to us now. */
export interface SeenSession extends Session {
  readonly online: boolean;
}

/** Where somebody comes from. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

/** The sessions of signed-in browsers, and the news of their end. */
export interface Sessions {
  /** A new session of 12 h; the token is given once. */
  open(user: User, visitor: Visitor, vouched?: boolean): Promise<SignedIn & { token: string }>;
  /** Who holds this token; null when it is over, unknown, or the user is disabled. */
  find(token: string): Promise<SignedIn | null>;
  /** Who is signed in has shown again who they are. */
  prove(sessionId: string): Promise<void>;
  /** Where a user is signed in, the latest sign-in first. */
  of(userId: string): Promise<SeenSession[]>;
  /** Ends one session; gives it, null where there was none, or (`ofUser`) it is another's. */
  end(sessionId: string, ofUser?: string): Promise<Session | null>;
  /** Ends a user's sessions, but `except`; gives those that it ended. */
  endOf(userId: string, except?: string): Promise<readonly Session[]>;
  /** Calls `ended` once when this session is over (sign-out, disabled, rights changed, 12 h), or to be taken up anew; gives the way out. */
  onEnd(session: Pick<Session, 'id' | 'expiresAt'>, ended: (why: SessionEnd) => void): () => void;
  /** What a user may do has changed, though they stay signed in: those who wait for an end (sockets) are told, and come back. */
  refresh(userId: string): Promise<void>;
  /** Hears whose sessions ended, by whatever cause. */
  onGone(heard: (userId: string) => void): void;
  /** Stops removing sessions past their time; writes when the others were last used. */
  stop(): void;
}

/** One shift; then one signs in again. */
const LIFE_MS = 12 * 60 * 60_000;
/** How often rows of sessions past their time are removed. */
const SWEEP_EVERY_MS = 10 * 60_000;
const TOKEN_BYTES = 32;
const LONGEST_USER_AGENT = 300;

/** Reference tokens over `store`: nothing within the cookie, so ending a session ends it (ASVS 7.4). */
export function createSessions(parts: {
  store: SessionStore;
  users: UserStore;
  factors: Pick<SecondFactors, 'isDue'>;
  clock: Clock;
  /** Told when a session could not be written or removed; it is tried again. */
  failed: (error: unknown) => void;
}): Sessions {
  const { store, users, factors, clock, failed } = parts;
  const sightings = createSightings({ write: store.seen, clock, failed });
  const watchers = new Map<string, Set<(why: SessionEnd) => void>>();
  let cancelSweep = clock.after(SWEEP_EVERY_MS, sweep);
  let stopped = false;

  let gone = (_userId: string) => {};

  function over(ended: readonly Session[]): void {
    announce(ended);
    for (const userId of new Set(ended.map((session) => session.userId))) gone(userId);
  }

  function announce(ended: readonly Pick<Session, 'id'>[], why: SessionEnd = 'over'): void {
    for (const { id } of ended) {
      const told = watchers.get(id);
      watchers.delete(id);
      for (const tell of told ?? []) tell(why);
    }
  }

  function sweep(): void {
    store
      .remove({ expiredAt: clock.now() })
      .then(over, failed)
      .finally(() => {
        if (!stopped) cancelSweep = clock.after(SWEEP_EVERY_MS, sweep);
      });
  }

  return {
    async open(user, { address, userAgent }, vouched = false) {
      const token = clock.token(TOKEN_BYTES);
      const now = clock.now();
      const session: Session = {
        id: clock.id(),
        userId: user.id,
        createdAt: now,
        seenAt: now,
        expiresAt: now + LIFE_MS,
        userAgent: userAgent.slice(0, LONGEST_USER_AGENT),
        address,
        vouched,
        provenAt: now,
      };
      await store.add({ ...session, tokenHash: hashOf(token) });
      return { user, session, token, factorDue: !vouched && factors.isDue(user) };
    },
    async find(token) {
      const session = await store.byTokenHash(hashOf(token));
      if (!session || session.expiresAt <= clock.now()) return null;
      const user = (await users.get(session.userId))?.user;
      if (!user || user.disabled) return null;
      sightings.note(session.id);
      return { user, session, factorDue: !session.vouched && factors.isDue(user) };
    },
    prove: (id) => store.proven(id, clock.now()),
    of: async (userId) =>
      (await store.of(userId, clock.now())).map((session) => ({
        ...session,
        seenAt: sightings.noted(session.id) ?? session.seenAt,
        online: watchers.has(session.id),
      })),
    async end(id, ofUser) {
      const ended = await store.remove(ofUser === undefined ? { id } : { id, userId: ofUser });
      over(ended);
      return ended[0] ?? null;
    },
    async endOf(userId, except) {
      const ended = await store.remove(except === undefined ? { userId } : { userId, except });
      over(ended);
      return ended;
    },
    onEnd(session, ended) {
      const { id, expiresAt } = session;
      const told = watchers.get(id) ?? new Set();
      watchers.set(id, told.add(ended));
      const cancel = clock.after(Math.max(0, expiresAt - clock.now()), () => announce([session]));
      return () => {
        cancel();
        told.delete(ended);
        if (told.size === 0 && watchers.get(id) === told) watchers.delete(id);
      };
    },
    async refresh(userId) {
      announce(await store.of(userId, clock.now()), 'changed');
    },
    onGone(heard) {
      gone = heard;
    },
    stop() {
      stopped = true;
      cancelSweep();
      sightings.stop();
    },
  };
}

/** Tokens have 256 random bits, so a plain hash is enough to keep them. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
