import type { ContactStore, InteractionStore, SavedContact } from '@perezvon/crm-core';
import {
  AddedNumber,
  Contact,
  ContactAnswer,
  Interaction,
  NewContact,
} from '@perezvon/crm-core/model';
import { Type } from 'typebox';
import type { User } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { type Api, orNotFound, signedIn } from './route.ts';
import { SEEN, Seen, seenVersion } from './seen-version.ts';
import type { Accounts } from '../users/accounts.ts';
import { mustWorkHere } from './work-owner.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Query = Type.Object(
  {
    text: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 1024 })),
    kind: Type.Optional(Type.Literal('company')),
  },
  { additionalProperties: false },
);
const ContactPage = Type.Object({
  items: Type.Array(Contact),
  next: Type.Union([Type.String(), Type.Null()]),
});
const Timeline = Type.Object({ items: Type.Array(Interaction), next: Type.Null() });

const PAGE = 50;
const TIMELINE = 100;

/** The companies and people of the client base. */
export function contactRoutes(
  api: Api,
  parts: {
    contacts: ContactStore;
    interactions: InteractionStore;
    accounts: Pick<Accounts, 'get'>;
    /** ISO 3166 country in whose national form a user's numbers are read. */
    countryOf: (user: User) => string;
    /** Told the E.164 numbers of a contact that was made or changed. */
    contactSaved: (numbers: readonly string[]) => Promise<void>;
  },
): void {
  const { contacts, interactions, accounts, countryOf } = parts;

  async function told({ contact, unreadable }: SavedContact): Promise<ContactAnswer> {
    await parts.contactSaved(contact.numbers.flatMap(({ e164 }) => e164 ?? []));
    return { ...contact, unreadable: [...unreadable] };
  }

  api.get(
    '/api/contacts',
    {
      schema: {
        summary:
          'Contacts by the beginning of a name, or by digits of a number in any form; of companies alone by name. People are in the order of surnames, companies of names without legal form',
        querystring: Query,
        response: { 200: ContactPage },
      },
    },
    async (request) => {
      const { text = '', limit = PAGE, cursor, kind } = request.query;
      const { user } = signedIn(request);
      const { language } = user;
      const country = countryOf(user);
      const page = await contacts.search({ text, limit, cursor, country, language, kind });
      return { items: [...page.items], next: page.next };
    },
  );

  api.post(
    '/api/contacts',
    {
      schema: {
        summary: 'Make a contact; `unreadable` has the numbers by which no call will be known',
        body: NewContact,
        response: { 201: ContactAnswer },
      },
    },
    async (request, reply) => {
      await mustWorkHere(request.body.ownerId, accounts);
      const country = countryOf(signedIn(request).user);
      const saved = await contacts.create(request.body, { country });
      return reply.status(201).send(await told(saved));
    },
  );

  api.get(
    '/api/contacts/:id',
    { schema: { summary: 'One contact', params: Id, response: { 200: Contact } } },
    async (request) => orNotFound(await contacts.get(request.params.id)),
  );

  api.put(
    '/api/contacts/:id',
    {
      schema: {
        summary: `Replace all fields and numbers of a contact; answers as making one does. ${SEEN}`,
        params: Id,
        headers: Seen,
        body: NewContact,
        response: { 200: ContactAnswer },
      },
    },
    async (request) => {
      const { ownerId } = request.body;
      const version = seenVersion(request.headers);
      const before = orNotFound(await contacts.get(request.params.id));
      // whoever looked after them and left stays named until it is somebody else
      if (ownerId !== before.ownerId) await mustWorkHere(ownerId, accounts);
      const country = countryOf(signedIn(request).user);
      const options = { country, version };
      const saved = await contacts.update(request.params.id, request.body, options);
      if (saved === 'changed') throw new AppError('changed-meanwhile');
      return told(orNotFound(saved));
    },
  );

  api.post(
    '/api/contacts/:id/numbers',
    {
      schema: {
        summary: 'One more number of a contact; a number that it has is kept once',
        params: Id,
        body: AddedNumber,
        response: { 200: ContactAnswer },
      },
    },
    async (request) => {
      const country = countryOf(signedIn(request).user);
      const saved = await contacts.addNumber(request.params.id, request.body, { country });
      return told(orNotFound(saved));
    },
  );

  api.get(
    '/api/contacts/:id/interactions',
    {
      schema: { summary: 'The time line, newest first', params: Id, response: { 200: Timeline } },
    },
    async (request) => ({
      items: await interactions.lastForContact(request.params.id, TIMELINE),
      next: null,
    }),
  );
}
