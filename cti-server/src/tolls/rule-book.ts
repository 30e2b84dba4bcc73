import { isCountry } from '@perezvon/crm-core';
import {
  FIRST_RULES,
  type TollFirm,
  type TollRules,
  type TollRulesEntry,
  type User,
} from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { SettingStore } from '../firm/store.ts';
import { isTimeZone } from './hours.ts';

/** The rules for outside calls, as administrators set them. */
export interface RuleBook {
  readonly firm: () => TollFirm;
  /** The general rules first. */
  readonly list: () => readonly TollRules[];
  /** Those that name the user, else those of the role, else the general ones. */
  of(user: Pick<User, 'id' | 'role'>): TollRules;
  /** `id` null: new ones. Null where there are none of this id. Throws `AppError` `invalid`. */
  save(id: string | null, entry: TollRulesEntry): Promise<TollRules | null>;
  /** Gives what was removed; null where there is none of this id, and for the general rules, which stay. */
  remove(id: string): Promise<TollRules | null>;
  /** Throws `AppError` `invalid`. */
  saveFirm(firm: TollFirm): Promise<void>;
}

/** The id of the rules for all whom no others name. */
export const GENERAL = 'default';

const SETTING = 'tolls';

const FIRST: TollRules = { id: GENERAL, ...FIRST_RULES };
const FIRST_FIRM_PER_DAY = 5_000;

interface Book {
  readonly firm: TollFirm;
  readonly rules: readonly TollRules[];
}

/** The rules over their store; read once, asked at each call. */
export function createRuleBook(parts: {
  store: SettingStore;
  ids: { id(): string };
  /** Of this machine; asked when it is first needed. */
  timeZone: () => string;
}): RuleBook {
  const { store, ids } = parts;
  let book = (store.get(SETTING) as Book | undefined) ?? {
    firm: {
      perDay: FIRST_FIRM_PER_DAY,
      // time zones cost 9 MB once they are asked for
      get timeZone() {
        return parts.timeZone();
      },
    },
    rules: [FIRST],
  };

  /** Asked from the state that is there when it is written: two who save at once do not undo each other. */
  async function write(next: Book): Promise<void> {
    const before = book;
    book = next;
    try {
      await store.set(SETTING, next);
    } catch (error) {
      if (book === next) book = before;
      throw error;
    }
  }

  return {
    firm: () => book.firm,
    list: () => book.rules,
    of: ({ id, role }) =>
      book.rules.find(({ users }) => users.includes(id)) ??
      book.rules.find(({ roles }) => roles.includes(role)) ??
      book.rules.find((one) => one.id === GENERAL) ??
      FIRST,
    async save(id, entry) {
      checkCountries(entry.countries);
      const own = id ?? ids.id();
      const isThere = book.rules.some((one) => one.id === own);
      if (id !== null && !isThere) return null;
      const isGeneral = own === GENERAL;
      const made: TollRules = {
        ...entry,
        id: own,
        name: entry.name.trim(),
        ...(isGeneral ? { users: [], roles: [] } : {}),
      };
      const others = book.rules.map((one) => (one.id === own ? made : without(one, made)));
      await write({ ...book, rules: isThere ? others : [...others, made] });
      return made;
    },
    async remove(id) {
      const found = book.rules.find((one) => one.id === id && id !== GENERAL) ?? null;
      if (found) await write({ ...book, rules: book.rules.filter((one) => one !== found) });
      return found;
    },
    async saveFirm(firm) {
      if (!isTimeZone(firm.timeZone)) throw wrong('timeZone', 'timeZone is no time zone');
      await write({ ...book, firm });
    },
  };
}

/** A person and a role have one set of rules: the one that names them last. */
function without(rules: TollRules, { users, roles }: TollRulesEntry): TollRules {
  return {
    ...rules,
    users: rules.users.filter((one) => !users.includes(one)),
    roles: rules.roles.filter((one) => !roles.includes(one)),
  };
}

function checkCountries(countries: readonly string[]): void {
  const unknown = countries.find((one) => !isCountry(one));
  if (unknown !== undefined) throw wrong('countries', `${unknown} is no country`);
}

function wrong(field: string, what: string): AppError {
  return new AppError('invalid', { values: { what }, fields: { [field]: 'wrong' } });
}
