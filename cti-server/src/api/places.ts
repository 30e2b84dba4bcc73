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
      const made = await places.add(request.body);
      const { sipPassword, ...typed } = request.body;
      const changes = changesBetween({}, typed, sipPassword === undefined ? [] : ['sipPassword']);
      await audit.note(request, { action: 'place-created', target: targetOf(made), changes });
      return reply.status(201).send(made);
    },
  );

  api.delete(
    '/api/places/:id',
    { schema: { summary: 'Remove a shared place; who sits there is put out', params: Id } },
    async (request, reply) => {
      const gone = orNotFound(await places.remove(request.params.id));
      await audit.note(request, { action: 'place-removed', target: targetOf(gone) });
      return reply.status(204).send();
    },
  );

  api.delete(
    '/api/places/:id/holder',
    { schema: { summary: 'Free a place that somebody left without a word', params: Id } },
    async (request, reply) => {
      const { id } = request.params;
      const place = orNotFound(places.list().find((one) => one.id === id));
      if (place.holder) {
        await places.leave(place.holder.id);
        const changes = [{ field: 'holder', before: place.holder.name, after: null }];
        await audit.note(request, { action: 'place-freed', target: targetOf(place), changes });
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
      const place = await places.take(request.body.place, who.user);
      await audit.note(request, { action: 'place-taken', target: targetOf(place) });
      return meNow(who);
    },
  );

  api.delete(
    '/api/me/place',
    { schema: { summary: 'Leave the place', response: { 200: Me } } },
    async (request) => {
      const who = signedIn(request);
      const left = await places.leave(who.user.id);
      if (left) await audit.note(request, { action: 'place-left', target: targetOf(left) });
      return meNow(who);
    },
  );
}

function targetOf({ id, pbx, extension }: Place): AuditTarget {
  return { kind: 'place', id, name: `${pbx}/${extension}` };
}
