import type { DatabaseHandle } from '@perezvon/crm-core';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import { createSecrets, loadKey } from '../kernel/secrets.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { createPasswords } from './passwords.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createLinkStore, createSessionStore, createUserStore } from './store.ts';
import { createThrottle } from './throttle.ts';

/** Users and their sessions over a migrated database. Throws `AppError` `secret-key…` for a bad key. */
export function openPeople(parts: {
  database: DatabaseHandle;
  config: Pick<Config, 'key' | 'dataDir' | 'language' | 'pbx'>;
  clock: Clock;
  log: Log;
}): { accounts: Accounts; sessions: Sessions } {
  const { database, config, clock, log } = parts;
  const users = createUserStore(database, clock);
  const sessions = createSessions({
    store: createSessionStore(database),
    users,
    clock,
    failed: (error) => log.warn({ error: String(error) }, 'A session could not be written'),
  });
  const accounts = createAccounts({
    users,
    links: createLinkStore(database),
    sessions,
    passwords: createPasswords(),
    throttle: createThrottle(clock),
    secrets: createSecrets(loadKey({ given: config.key, dataDir: config.dataDir })),
    clock,
    language: config.language,
    pbxIds: config.pbx.map(({ id }) => id),
  });
  return { accounts, sessions };
}
