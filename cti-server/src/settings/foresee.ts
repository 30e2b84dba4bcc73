import {
  type PhoneName,
  phonesOf,
  type SettingsFile,
  type User,
  withOwnPhone,
} from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import {
  refuseOwned,
  refuseTaken,
  refuseTwoInBrowser,
  withMorePhones,
  withPbx,
} from '../users/phone-rules.ts';
import { loginKey } from '../users/store.ts';
import type { SettingsParts } from './step.ts';

type ToldUser = SettingsFile['users'][number];

/** What is against people and places of a file, once what stands before them in it is there. */
export interface Foresight {
  /** Null: nothing. */
  againstUser(told: ToldUser): AppError | null;
  againstNewPlace(phone: PhoneName): Promise<AppError | null>;
}

/** Before a file's own fields, which say all of it that matters here. */
const NEW: Omit<User, 'id' | 'login' | 'name' | 'role' | 'disabled'> = {
  pbx: null,
  extension: null,
  device: 'browser',
  language: 'en',
  mayHear: true,
  mayExport: true,
  mayPause: false,
};

/**
 * Goes through the people of a file one after another, as the import does, and by the same rules, over a list of who has
 * which phone. That its connections can be made is taken for granted: their secrets are typed later.
 */
export async function foresee(
  file: Pick<SettingsFile, 'connections' | 'users'>,
  { connections, accounts, places }: Pick<SettingsParts, 'connections' | 'accounts' | 'places'>,
): Promise<Foresight> {
  const pbxIds = [...new Set([...connections.list(), ...file.connections].map(({ id }) => id))];
  const shared = places.list();
  const isShared = (pbx: string, extension: string) =>
    shared.some((place) => place.pbx === pbx && place.extension === extension);
  const refused = new Map<ToldUser, AppError>();
  const users = new Map((await accounts.list()).map((user) => [loginKey(user.login), user]));

  async function take(told: ToldUser): Promise<void> {
    const found = users.get(loginKey(told.login)) ?? null;
    const before = found && withOwnPhone(found);
    const known = { before, pbxIds };
    const { disabled, ...fields } = told;
    // who is new is made first, then disabled
    const typed = withMorePhones(withPbx(before ? told : fields, known), known);
    const after = { ...NEW, ...before, ...typed, id: found?.id ?? `new ${told.login}` };
    const list = async () => [...users.values()];
    await refuseTaken({ users: { list }, isShared }, found?.id ?? null, after);
    // the phone of the place where they sit is their last
    const seat = found?.place === undefined ? [] : phonesOf(found).slice(-1);
    refuseTwoInBrowser([...phonesOf(after), ...seat]);
    users.set(loginKey(told.login), { ...after, disabled });
  }

  const seen = new Set<string>();
  for (const told of file.users) {
    const login = loginKey(told.login);
    // of one who stands there twice the second is left out
    if (seen.has(login)) continue;
    seen.add(login);
    const refusal = await refusalOf(() => take(told));
    if (refusal) refused.set(told, refusal);
    // calls go on beside thousands of people
    await nextTurn();
  }
  return {
    againstUser: (told) => refused.get(told) ?? null,
    againstNewPlace: (phone) =>
      refusalOf(async () => refuseOwned(phone, { users: [...users.values()], pbxIds })),
  };
}

async function refusalOf(work: () => Promise<void>): Promise<AppError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
