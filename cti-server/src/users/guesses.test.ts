import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestClock, type TestClock } from '../../../fixtures/test-clock.ts';
import { writesHere } from '../../../fixtures/writes-here.ts';
import { silentLog } from '../kernel/log.ts';
import { loadKeys } from '../kernel/secret-key.ts';
import { createSecrets } from '../kernel/secrets.ts';
import { openData } from '../open-data.ts';
import type { Accounts } from './accounts.ts';
import { openPeople } from './people.ts';
import type { Sessions } from './sessions.ts';

// Ten thousand guesses at the door; a refusal that costs no hash is none at the password.

const MIGRATIONS = join(import.meta.dirname, '../../migrations');
const PASSWORD = 'correct horse battery';
const STRANGER = '203.0.113.7';
const OWNER = '10.0.0.2';
const GUESSES = 10_000;

let dir: string;
let data: ReturnType<typeof openData>;
let clock: TestClock;
let accounts: Accounts;
let sessions: Sessions;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-guesses-'));
  data = openData(dir, MIGRATIONS);
  clock = createTestClock();
  const { database } = data;
  ({ accounts, sessions } = openPeople({
    database,
    clock,
    log: silentLog,
    origin: () => 'http://test',
    pbxIds: () => [],
    config: { language: 'ru', openId: null },
    writes: writesHere(database, clock),
    secrets: createSecrets(loadKeys({ given: null, dataDir: dir })),
  }));
  const { id } = await accounts.create({ login: 'anna', name: 'Anna', role: 'operator' });
  const { token } = (await accounts.invite(id)) ?? { token: '' };
  const typed = { token, login: 'anna', name: 'Anna', password: PASSWORD };
  await accounts.acceptLink(typed, { address: OWNER, userAgent: 'test' });
});
afterEach(() => {
  sessions.stop();
  data.close();
  rmSync(dir, { recursive: true });
});

async function guess(login: string, password: string, address: string): Promise<string> {
  try {
    await accounts.signIn({ login, password }, { address, userAgent: 'test' });
    return 'let in';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** What came of so many guesses, ten a second; the owner signs in elsewhere twenty times meanwhile. */
async function tenThousand(typed: (n: number) => { login: string; password: string }) {
  const came = new Map<string, number>();
  const owner = new Set<string>();
  for (let n = 0; n < GUESSES; n++) {
    const { login, password } = typed(n);
    const code = await guess(login, password, STRANGER);
    came.set(code, (came.get(code) ?? 0) + 1);
    clock.standStill(100);
    if (n % 500 === 499) owner.add(await guess('anna', PASSWORD, OWNER));
  }
  expect([...owner]).toEqual(['let in']);
  return Object.fromEntries(came);
}

describe('F12 10,000 guesses in a row', () => {
  // five are free, and the waits of 1, 2, 4 … 256 s end within the 1,000 s
  test('at one login: fourteen reach the password, the owner elsewhere is let in', async () => {
    const came = await tenThousand((n) => ({ login: 'anna', password: `guess ${n}` }));
    expect(came).toEqual({ 'sign-in-refused': 14, 'too-many-attempts': GUESSES - 14 });
  });

  test('one password at 10,000 logins: 59 reach one, the owner elsewhere is let in', async () => {
    const came = await tenThousand((n) => ({ login: `user${n}`, password: PASSWORD }));
    expect(came).toEqual({ 'sign-in-refused': 59, 'too-many-attempts': GUESSES - 59 });
  });

  test('without a pause: five reach the password, the right one among the rest does not', async () => {
    const codes = [];
    for (let n = 0; n < GUESSES; n++) {
      codes.push(await guess('anna', n === 7_000 ? PASSWORD : `guess ${n}`, STRANGER));
    }
    expect(codes.filter((code) => code === 'sign-in-refused')).toHaveLength(5);
    expect(codes.filter((code) => code === 'too-many-attempts')).toHaveLength(GUESSES - 5);
  });
});
