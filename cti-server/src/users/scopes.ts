import { phonesOf, type User, withOwnPhone } from '../contract/index.ts';
import type { Reach } from './rights.ts';

/** A time, ms epoch; `to` is not in it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** An extension of a PBX; with `during`, at that time alone: somebody else's before and after. */
export interface Endpoint {
  readonly pbx: string;
  readonly extension: string;
  readonly during?: Period;
}

/** Whose calls somebody sees: all, or those of these extensions by PBX, each with the times in which it counts. */
export type Scope = 'all' | ReadonlyMap<string, ReadonlyMap<string, readonly Period[]>>;

/** Whose calls each user sees; asked for every message, so worked out once and kept. */
export interface Scopes {
  of(user: User, reach: Reach): Scope;
  /** Users, teams or who sits where changed. */
  forget(): void;
}

/** What scopes are worked out of. */
interface ScopeParts {
  seesAll(userId: string): boolean;
  supervised(userId: string): readonly Endpoint[];
  /** Where a user sat and sits at shared places, each with its time. */
  seatsOf(userId: string): readonly Endpoint[];
}

const ALWAYS: Period = { from: -Infinity, to: Infinity };

/** The scopes by the teams there are, and by where people sat. */
export function createScopes(parts: ScopeParts): Scopes {
  /** By user. What they have of their own comes with the user. */
  const teamScopes = new Map<string, Scope>();
  const seats = new Map<string, readonly Endpoint[]>();

  function ownEndpoints(user: User): Endpoint[] {
    const { id } = user;
    const sat = seats.get(id) ?? parts.seatsOf(id);
    seats.set(id, sat);
    const own = phonesOf(withOwnPhone(user)).map(({ pbx, extension }) => ({ pbx, extension }));
    return [...own, ...sat];
  }

  function teamScope(user: User): Scope {
    const before = teamScopes.get(user.id);
    if (before) return before;
    const scope = parts.seesAll(user.id)
      ? 'all'
      : scopeOf([...ownEndpoints(user), ...parts.supervised(user.id)]);
    teamScopes.set(user.id, scope);
    return scope;
  }

  return {
    of(user, reach) {
      if (reach === 'all') return 'all';
      return reach === 'own' ? scopeOf(ownEndpoints(user)) : teamScope(user);
    },
    forget() {
      teamScopes.clear();
      seats.clear();
    },
  };
}

/** The scope that has just these extensions. */
export function scopeOf(endpoints: readonly Endpoint[]): Scope {
  const scope = new Map<string, Map<string, Period[]>>();
  for (const { pbx, extension, during = ALWAYS } of endpoints) {
    const extensions = scope.get(pbx) ?? new Map<string, Period[]>();
    scope.set(pbx, extensions);
    extensions.set(extension, [...(extensions.get(extension) ?? []), during]);
  }
  return scope;
}

/** The extensions of a scope; null: all. */
export function endpointsOf(scope: Scope): Endpoint[] | null {
  if (scope === 'all') return null;
  return [...scope].flatMap(([pbx, extensions]) =>
    [...extensions].flatMap(([extension, periods]) =>
      periods.includes(ALWAYS)
        ? [{ pbx, extension }]
        : periods.map((during) => ({ pbx, extension, during })),
    ),
  );
}
