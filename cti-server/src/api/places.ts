import { Type } from 'typebox';
import { changesBetween } from '../audit/changes.ts';
import {
  type AuditTarget,
  Me,
  NewPlace,
  Place,
  PlaceChoice,
  PlaceList,
} from '../contract/index.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Places } from '../users/places.ts';
import type { SignedIn } from '../users/sessions.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** Places that belong to nobody: taken and left by who works there, set up and freed by administrators. */
export function placeRoutes(
  api: Api,
  parts: {
    places: Places;
    accounts: Pick<Accounts, 'get'>;
    audit: Noted;
    meOf: (who: SignedIn) => Promise<Me>;
  },
): void {
  const { places, accounts, audit, meOf } = parts;

  /** Who is signed in, as they are from now on. */
  async function meNow(who: SignedIn): Promise<Me> {
    return meOf({ ...who, user: orNotFound(await accounts.get(who.user.id)) });
  }

  api.get(
    '/api/places',
    { schema: { summary: 'Shared places, and who sits there', response: { 200: PlaceList } } },
    async () => ({ items: places.list() }),
  );

  api.post(
    '/api/places',
    {
      schema: {
        summary: 'A phone that belongs to nobody becomes a shared place',
        body: NewPlace,
        response: { 201: Place },
      },
    },
    async (request, reply) => {
      const { sipPassword, ...typed } = request.body;
      const changes = changesBetween({}, typed, sipPassword === undefined ? [] : ['sipPassword']);
      const change = { action: 'place-created', target: { kind: 'place' }, changes } as const;
      const made = await audit.change(request, change, () => places.add(request.body));
      return reply.status(201).send(made);
    },
  );

  api.delete(
    '/api/places/:id',
    { schema: { summary: 'Remove a shared place; who sits there is put out', params: Id } },
    async (request, reply) => {
      const { id } = request.params;
      const gone = orNotFound(places.list().find((one) => one.id === id));
      const change = { action: 'place-removed', target: targetOf(gone), changes: [] } as const;
      orNotFound(await audit.change(request, change, () => places.remove(id)));
      return reply.status(204).send();
    },
  );

  api.delete(
    '/api/places/:id/holder',
    { schema: { summary: 'Free a place that somebody left without a word', params: Id } },
    async (request, reply) => {
      const { id } = request.params;
      const place = orNotFound(places.list().find((one) => one.id === id));
      const { holder } = place;
      if (holder) {
        const changes = [{ field: 'holder', before: holder.name, after: null }];
        const change = { action: 'place-freed', target: targetOf(place), changes } as const;
        await audit.change(request, change, () => places.leave(holder.id));
      }
      return reply.status(204).send();
    },
  );

  api.put(
    '/api/me/place',
    {
      schema: {
        summary: 'Sit down at a free place; the one before is left',
        body: PlaceChoice,
        response: { 200: Me },
      },
    },
    async (request) => {
      const who = signedIn(request);
      const place = orNotFound(places.list().find(({ id }) => id === request.body.place));
      const change = { action: 'place-taken', target: targetOf(place), changes: [] } as const;
      await audit.change(request, change, () => places.take(place.id, who.user));
      return meNow(who);
    },
  );

  api.delete(
    '/api/me/place',
    { schema: { summary: 'Leave the place', response: { 200: Me } } },
    async (request) => {
      const who = signedIn(request);
      const place = places.list().find(({ holder }) => holder?.id === who.user.id);
      if (place) {
        const change = { action: 'place-left', target: targetOf(place), changes: [] } as const;
        await audit.change(request, change, () => places.leave(who.user.id));
      }
      return meNow(who);
    },
  );
}

function targetOf({ id, pbx, extension }: Place): AuditTarget {
  return { kind: 'place', id, name: `${pbx}/${extension}` };
}
