import { Type } from 'typebox';
import { NewFilter, SavedFilter, SavedFilters } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { FilterStore } from '../users/filter-store.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** Filters of the list of calls that one keeps for oneself. */
export function savedFilterRoutes(api: Api, filters: FilterStore): void {
  api.get(
    '/api/filters',
    { schema: { summary: 'Own saved filters of calls', response: { 200: SavedFilters } } },
    async (request) => ({ items: filters.of(signedIn(request).user.id) }),
  );

  api.post(
    '/api/filters',
    {
      schema: {
        summary: 'Keep a filter of calls; one of the same name is replaced',
        body: NewFilter,
        response: { 200: SavedFilter },
      },
    },
    async (request) => {
      const saved = await filters.save(signedIn(request).user.id, request.body);
      if (!saved) throw new AppError('too-many-kept');
      return saved;
    },
  );

  api.delete(
    '/api/filters/:id',
    { schema: { summary: 'Keep a filter no longer', params: Id, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { user } = signedIn(request);
      orNotFound((await filters.remove(user.id, request.params.id)) || null);
      return reply.status(204).send(null);
    },
  );
}
