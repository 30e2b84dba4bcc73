// `npm run reset-second-factor -- LOGIN`: the way in for the last administrator whose telephone and recovery codes are gone.
import { dirname, join } from 'node:path';
import { createAudit } from './audit/audit.ts';
import { createPlannedChanges } from './audit/change.ts';
import { createAuditStore } from './audit/store.ts';
import { systemClock } from './kernel/clock.ts';
import { readDataDir } from './kernel/config.ts';
import { forTerminal, terminalLanguage } from './kernel/terminal.ts';
import { openData } from './open-data.ts';
import { createFactorStore } from './users/second-factor-store.ts';
import { createUserStore } from './users/store.ts';

const USAGE = `npm run reset-second-factor -- LOGIN
  asks this user for no code any more; stop the server first. If their role needs a second factor,
  they set it up anew when they sign in.`;

async function main([login, ...more]: readonly string[]): Promise<number> {
  if (login === undefined || more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const dataDir = readDataDir({ env: process.env, cwd: process.cwd() });
  const data = openData(dataDir, join(dirname(import.meta.dirname), 'migrations'));
  try {
    const { database } = data;
    const found = await createUserStore(database, systemClock).byLogin(login);
    if (!found) {
      console.error(`Nobody has the login ${JSON.stringify(login)}.`);
      return 1;
    }
    const { id, name } = found.user;
    const audit = createAudit({
      store: createAuditStore(database),
      planned: createPlannedChanges(),
      clock: systemClock,
    });
    // noted first: whoever is at the machine may do this, but not unseen
    await audit.note({
      action: 'second-factor-off',
      who: null,
      from: { address: '', userAgent: 'npm run reset-second-factor' },
      target: { kind: 'user', id, name },
    });
    const had = await createFactorStore(database).remove(id);
    console.log(had ? `${login}: no code is asked for now.` : `${login} had no second factor.`);
    return 0;
  } finally {
    data.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(forTerminal(error, terminalLanguage(process.env)));
  process.exitCode = 1;
}
