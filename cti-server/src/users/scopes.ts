import type { User } from '../contract/index.ts';
import type { Reach } from './rights.ts';

/** An extension of a PBX. */
export interface Endpoint {
  readonly pbx: string;
  readonly extension: string;
}

/** Whose calls somebody sees: all, or those of these extensions by PBX. */
export type Scope = 'all' | ReadonlyMap<string, ReadonlySet<string>>;

/** Whose calls each user sees; asked for every message, so worked out once and kept. */
export interface Scopes {
  of(user: User, reach: Reach): Scope;
  /** Users or teams changed. */
  forget(): void;
}

/** Teams as scopes need them. */
interface SupervisedTeams {
  seesAll(userId: string): boolean;
  supervised(userId: string): readonly Endpoint[];
}

/** The scopes by the teams there are. */
export function createScopes(teams: SupervisedTeams): Scopes {
  /** User → scope by team. What is their own comes with the user. */
  const kept = new Map<string, Scope>();

  function teamScope(user: User): Scope {
    const before = kept.get(user.id);
    if (before) return before;
    const scope = teams.seesAll(user.id)
      ? 'all'
      : scopeOf([...ownEndpoints(user), ...teams.supervised(user.id)]);
    kept.set(user.id, scope);
    return scope;
  }

  return {
    of(user, reach) {
      if (reach === 'all') return 'all';
      return reach === 'own' ? scopeOf(ownEndpoints(user)) : teamScope(user);
    },
    forget: () => kept.clear(),
  };
}

/** The scope that has just these extensions. */
export function scopeOf(endpoints: readonly Endpoint[]): Scope {
  const scope = new Map<string, Set<string>>();
  for (const { pbx, extension } of endpoints) {
    scope.set(pbx, (scope.get(pbx) ?? new Set()).add(extension));
  }
  return scope;
}

/** The extensions of a scope; null: all. */
export function endpointsOf(scope: Scope): Endpoint[] | null {
  if (scope === 'all') return null;
  return [...scope].flatMap(([pbx, extensions]) =>
    [...extensions].map((extension) => ({ pbx, extension })),
  );
}

function ownEndpoints({ pbx, extension }: User): Endpoint[] {
  return pbx !== null && extension !== null ? [{ pbx, extension }] : [];
}
