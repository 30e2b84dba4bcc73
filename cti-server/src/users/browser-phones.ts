import { browserPhoneOf } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { browserAccountOf } from './roster.ts';
import type { UserStore } from './store.ts';

/** A phone in somebody's browser, with the password of its account; null where none is set, or none can be read. */
export interface BrowserPhone {
  readonly extension: string;
  readonly password: string | null;
}

/** Who has a phone in the browser at a PBX. Passwords are in clear: for the server's own use. */
export async function browserPhones(
  pbx: string,
  { users, secrets }: { users: Pick<UserStore, 'list' | 'get'>; secrets: Pick<Secrets, 'open'> },
): Promise<BrowserPhone[]> {
  const phones: BrowserPhone[] = [];
  for (const user of await users.list()) {
    if (user.disabled || browserPhoneOf(user)?.pbx !== pbx) continue;
    const stored = await users.get(user.id);
    const account = stored && browserAccountOf(stored);
    if (!account) continue;
    const { extension, sealed, record } = account;
    phones.push({ extension, password: sealed && opened(sealed, record, secrets) });
  }
  return phones;
}

function opened(sealed: string, record: string, secrets: Pick<Secrets, 'open'>): string | null {
  try {
    return secrets.open(sealed, record);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
