import { type ContactStore, toE164 } from '@perezvon/crm-core';
import { type Static, Type } from 'typebox';
import type { CallLog } from '../call-log/call-log.ts';
import type { LoggedCall } from '../call-log/entry.ts';
import type { CallFilter } from '../call-log/store.ts';
import {
  type Caller,
  CallPage,
  CallView,
  ContactChoice,
  Direction,
  Disposition,
  MISSED_RESULTS,
  NoteRequest,
  type User,
} from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { maySee } from '../screen-pop/audience.ts';
import { endpointsOf, type Scope } from '../users/scopes.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });
const Query = Type.Object(
  {
    /** Beginning of a contact's name, or a number in any form. */
    text: Type.Optional(Type.String({ maxLength: 200 })),
    direction: Type.Optional(Direction),
    /** A disposition, or `missed`: incoming calls that reached nobody. */
    result: Type.Optional(Type.Union([Disposition, Type.Literal('missed')])),
    contactId: Type.Optional(Type.String({ maxLength: 64 })),
    from: Type.Optional(Type.String({ format: 'date-time' })),
    to: Type.Optional(Type.String({ format: 'date-time' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { additionalProperties: false },
);

const PAGE = 50;
/** Contacts that a search in the calls considers. */
const MOST_CONTACTS = 100;

/** What the routes of calls need. */
export interface CallParts {
  readonly log: Pick<CallLog, 'list' | 'get' | 'setNote' | 'chooseContact'>;
  readonly view: (call: LoggedCall) => CallView;
  readonly contacts: ContactStore;
  readonly countryOf: (user: User) => string;
  readonly clock: Pick<Clock, 'now'>;
}

/** The log of calls and what people say of them. What is not within the user's scope is 404. */
export function callRoutes(api: Api, parts: CallParts): void {
  const { log, view, clock } = parts;

  const visible = seenBy(log);

  api.get(
    '/api/calls',
    {
      schema: {
        summary: 'Calls, newest first',
        querystring: Query,
        response: { 200: CallPage },
      },
    },
    async (request) => {
      const { user } = signedIn(request);
      const { limit = PAGE, cursor, ...wanted } = request.query;
      const { scope } = request;
      const filter = {
        ...(await filterFor(wanted, user, parts)),
        endpoints: endpointsOf(scope),
      };
      const page = await log.list(filter, { limit, cursor });
      const items = page.items.filter((call) => maySee(scope, call.pbx, call.record)).map(view);
      return { items, next: page.next };
    },
  );

  api.get(
    '/api/calls/:id',
    { schema: { summary: 'One call', params: Id, response: { 200: CallView } } },
    async (request) => view(await visible(request.params.id, request.scope)),
  );

  api.put(
    '/api/calls/:id/note',
    {
      schema: {
        summary: 'Replace the note of a call',
        params: Id,
        body: NoteRequest,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { record } = await visible(request.params.id, request.scope);
      orNotFound((await log.setNote(record.id, request.body.note, clock.now())) || null);
      return reply.status(204).send(null);
    },
  );

  api.put(
    '/api/calls/:id/contact',
    {
      schema: {
        summary: 'Say who the caller was; kept for the number as well',
        params: Id,
        body: ContactChoice,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { record } = await visible(request.params.id, request.scope);
      const caller = await chosenCaller(request.body.contactId, parts.contacts);
      orNotFound((await log.chooseContact(record.id, caller, clock.now())) || null);
      return reply.status(204).send(null);
    },
  );
}

/** Gives a call within the scope; throws `AppError` `not-found`, also for one that is not. */
export function seenBy(
  log: Pick<CallLog, 'get'>,
): (id: string, scope: Scope) => Promise<LoggedCall> {
  return async (id, scope) => {
    const call = await log.get(id);
    return orNotFound(call && maySee(scope, call.pbx, call.record) ? call : null);
  };
}

type Wanted = Omit<Static<typeof Query>, 'limit' | 'cursor'>;

async function filterFor(
  wanted: Wanted,
  user: User,
  parts: CallParts,
): Promise<Omit<CallFilter, 'endpoints'>> {
  const { text = '', result, contactId, from, to } = wanted;
  const missed = result === 'missed';
  return {
    direction: missed ? 'inbound' : wanted.direction,
    dispositions: missed ? MISSED_RESULTS : result && [result],
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    ...(text.trim() === '' ? {} : await who(text, user, parts)),
    ...(contactId === undefined ? {} : { contactIds: [contactId] }),
  };
}

/** Whose calls a search text means: contacts it finds, and the number that it is. */
async function who(text: string, user: User, { contacts, countryOf }: CallParts) {
  const country = countryOf(user);
  const found = await contacts.search({
    ...{ text, country, language: user.language, limit: MOST_CONTACTS },
  });
  const reading = toE164(text, { country, internal: () => false });
  return {
    contactIds: found.items.map(({ id }) => id),
    ...(reading.kind === 'e164' ? { e164: reading.e164 } : {}),
  };
}

async function chosenCaller(contactId: string | null, contacts: ContactStore): Promise<Caller> {
  if (contactId === null) return { kind: 'unknown' };
  const contact = await contacts.get(contactId);
  if (!contact) {
    const what = 'contactId names no contact';
    throw new AppError('invalid', { values: { what }, fields: { contactId: 'wrong' } });
  }
  const { id, kind, name, companyName, role } = contact;
  return { kind: 'known', contact: { id, kind, name, companyName, role }, chosen: true };
}
