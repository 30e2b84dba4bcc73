import { changesBetween } from '../audit/changes.ts';
import {
  type SettingsFile,
  type SettingsItem,
  type TeamEntry,
  type User,
  withOwnPhone,
} from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { loginKey } from '../users/store.ts';
import type { Teams } from '../users/teams.ts';
import type { Foresight } from './foresee.ts';
import { type People, phraseOf, type SettingsParts, type Step } from './step.ts';

type Accounts = SettingsParts['accounts'];
type ToldUser = SettingsFile['users'][number];
type ToldTeam = SettingsFile['teams'][number];

/** People of a file against those there are, by login. A new one has no password: invite them. */
export function userSteps(
  told: readonly ToldUser[],
  { accounts, self, foresight }: { accounts: Accounts; self: User; foresight: Foresight },
): Promise<Step[]> {
  return Promise.all(
    told.map(async (one) => {
      const found = await accounts.byLogin(one.login);
      const before = found && withOwnPhone(found);
      return {
        item: userItem(one, { before, self, refusal: foresight.againstUser(one) }),
        does: { action: before ? 'user-changed' : 'user-created', target: { kind: 'user' } },
        async act() {
          const { disabled, ...fields } = one;
          const made = before ?? (await accounts.create(fields));
          const patch = before ? one : disabled ? { disabled } : null;
          return patch ? accounts.update(made.id, patch) : made;
        },
      };
    }),
  );
}

function userItem(
  one: ToldUser,
  { before, self, refusal }: { before: User | null; self: User; refusal: AppError | null },
): SettingsItem {
  const changes = before
    ? changesBetween(toldOf(before), { ...toldOf(before), ...one })
    : changesBetween({}, one.morePhones?.length ? one : { ...one, morePhones: null });
  const common = { kind: 'user' as const, name: one.login, changes, secrets: [], problem: null };
  if (before && changes.length === 0) return { ...common, does: 'same' };
  if (before?.id === self.id && (one.role !== self.role || one.disabled)) {
    return { ...common, does: 'blocked', problem: phraseOf(new AppError('settings-self')) };
  }
  if (refusal) return { ...common, does: 'blocked', problem: phraseOf(refusal) };
  return { ...common, does: before ? 'change' : 'add' };
}

function toldOf(user: User): Omit<User, 'id'> {
  const { id: _, ...told } = user;
  return { morePhones: [], ...told };
}

/** Teams of a file against those there are, by name. */
export function teamSteps(
  told: readonly ToldTeam[],
  { teams, people }: { teams: Teams; people: People },
): Step[] {
  return told.map((one) => {
    const before = teams.list().find(({ name }) => loginKey(name) === loginKey(one.name)) ?? null;
    const logins = (ids: readonly string[]) => ids.map((id) => people.loginOf(id) ?? id).sort();
    const now = before ? stateOf(before, logins) : {};
    const changes = changesBetween(
      now,
      stateOf(one, (all) => [...all].sort()),
    );
    const missing = [...one.members, ...one.supervisors].filter((two) => !people.isKnown(two));
    return {
      item: teamItem(one.name, { isThere: before !== null, changes, missing }),
      does: { action: before ? 'team-changed' : 'team-created', target: { kind: 'team' } },
      async act() {
        const idsOf = (all: readonly string[]) =>
          Promise.all(
            all.map(async (login) => {
              const id = await people.idOf(login);
              if (id !== null) return id;
              throw new AppError('settings-nobody', { values: { login } });
            }),
          );
        const { name, seesAll } = one;
        const [members, supervisors] = [await idsOf(one.members), await idsOf(one.supervisors)];
        return teams.save(before?.id ?? null, { name, seesAll, members, supervisors });
      },
    };
  });
}

function stateOf(
  { name, seesAll, members, supervisors }: TeamEntry,
  logins: (all: readonly string[]) => string[],
) {
  return { name, seesAll, members: logins(members), supervisors: logins(supervisors) };
}

function teamItem(
  name: string,
  found: { isThere: boolean; changes: SettingsItem['changes']; missing: readonly string[] },
): SettingsItem {
  const { isThere, changes, missing } = found;
  const common = { kind: 'team' as const, name, changes, secrets: [], problem: null };
  const [login] = missing;
  if (login !== undefined) {
    const problem = phraseOf(new AppError('settings-nobody', { values: { login } }));
    return { ...common, does: 'blocked', problem };
  }
  if (isThere && changes.length === 0) return { ...common, does: 'same' };
  return { ...common, does: isThere ? 'change' : 'add' };
}
