import { changesBetween } from '../audit/changes.ts';
import type { SettingsFile, SettingsItem, TollRules, TollRulesEntry } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { GENERAL, type RuleBook } from '../tolls/rule-book.ts';
import { loginKey } from '../users/store.ts';
import { type People, phraseOf, type Step } from './step.ts';

type Told = NonNullable<SettingsFile['tolls']>;
type ToldRules = Told['rules'][number];

/** The limits on outside calls as they stand in a file: the general rules by a mark, others by name, people by login. */
export function tollsOf(book: Pick<RuleBook, 'firm' | 'list'>, { loginOf }: People): Told {
  const { perDay, timeZone } = book.firm();
  return {
    firm: { perDay, timeZone },
    rules: book.list().map(({ id, users, ...rest }) => ({
      ...rest,
      general: id === GENERAL,
      users: users.flatMap((user) => loginOf(user) ?? []).sort(),
    })),
  };
}

/** Limits on outside calls of a file against those there are. */
export function tollSteps(told: Told, book: RuleBook, people: People): Step[] {
  const now = tollsOf(book, people);
  const firm = changesBetween(now.firm, told.firm);
  return [
    {
      item: {
        kind: 'toll-firm',
        name: '',
        changes: firm,
        secrets: [],
        problem: null,
        does: firm.length === 0 ? 'same' : 'change',
      },
      does: { action: 'toll-rules-changed', target: null },
      act: () => book.saveFirm(told.firm),
    },
    ...told.rules.map((one) => rulesStep(one, { book, people, now: now.rules })),
  ];
}

function rulesStep(
  one: ToldRules,
  parts: { book: RuleBook; people: People; now: readonly ToldRules[] },
): Step {
  const { book, people, now } = parts;
  const before = now.find(isSame(one)) ?? null;
  const sorted = { ...one, users: one.users.toSorted() };
  return {
    item: itemOf(sorted, before, people),
    does: {
      action: before ? 'toll-rules-changed' : 'toll-rules-created',
      target: { kind: 'toll-rules' },
    },
    async act() {
      const { general, users, ...rest } = one;
      const entry: TollRulesEntry = { ...rest, users: [] };
      for (const login of users) {
        const id = await people.idOf(login);
        if (id === null) throw new AppError('settings-nobody', { values: { login } });
        entry.users.push(id);
      }
      const found = book.list().find((rules) => isSame(one)(named(rules)));
      return book.save(general ? GENERAL : (found?.id ?? null), entry);
    },
  };
}

const named = ({ id, name }: TollRules) => ({ general: id === GENERAL, name });
const isSame = (one: Pick<ToldRules, 'general' | 'name'>) => {
  return (other: Pick<ToldRules, 'general' | 'name'>) =>
    one.general === other.general && (one.general || loginKey(one.name) === loginKey(other.name));
};

function itemOf(one: ToldRules, before: ToldRules | null, people: People): SettingsItem {
  const changes = changesBetween(before ?? {}, one).filter(({ field }) => field !== 'general');
  const common = { kind: 'toll-rules' as const, name: one.name, changes, secrets: [] };
  const login = one.users.find((user) => !people.isKnown(user));
  if (login !== undefined) {
    const problem = phraseOf(new AppError('settings-nobody', { values: { login } }));
    return { ...common, does: 'blocked', problem };
  }
  if (before && changes.length === 0) return { ...common, does: 'same', problem: null };
  return { ...common, does: before ? 'change' : 'add', problem: null };
}
