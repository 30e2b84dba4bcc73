import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../kernel/errors.ts';

/** Argon2id, 19 MiB, 2 passes, 1 lane (OWASP Password Storage; ASVS 11.4.2). `algorithm: 2` is Argon2id. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes at once: the pool has four threads, and files and name look-ups need some of them. */
const AT_ONCE = 2;
/** Callers that may wait for one: a shift of 300 signs in within some 3 s. */
const MOST_WAITING = 300;

/** Makes and checks password hashes, off the event loop. */
export interface Passwords {
  /** PHC form. Throws `AppError` `server-busy` when too many wait. */
  hash(password: string): Promise<string>;
  /** With `stored` null (no such user, no password) it takes as long and gives false. */
  matches(password: string, stored: string | null): Promise<boolean>;
}

/** Argon2id by the system's thread pool, two at a time. */
export function createPasswords(): Passwords {
  const turn = createTurns();
  let nobodys: Promise<string> | undefined;
  return {
    hash: (password) => turn(() => hash(password, ARGON2ID)),
    async matches(password, stored) {
      nobodys ??= hash('nobody has this password', ARGON2ID);
      const against = stored ?? (await nobodys);
      const fits = await turn(() => verify(against, password));
      return fits && stored !== null;
    },
  };
}

function createTurns() {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async function turn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING) throw new AppError('server-busy');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
