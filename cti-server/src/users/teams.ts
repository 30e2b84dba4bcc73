import type { Scopes } from './scopes.ts';
import type { TeamStore } from './team-store.ts';

/** The teams; whoever supervises one sees its calls from the next message on. */
export type Teams = Pick<TeamStore, 'list' | 'save' | 'remove'>;

/** Teams over their store; every change makes the scopes be worked out anew. */
export function createTeams(store: TeamStore, scopes: Pick<Scopes, 'forget'>): Teams {
  return {
    list: () => store.list(),
    async save(...asked) {
      const saved = await store.save(...asked);
      scopes.forget();
      return saved;
    },
    async remove(id) {
      const removed = await store.remove(id);
      scopes.forget();
      return removed;
    },
  };
}
