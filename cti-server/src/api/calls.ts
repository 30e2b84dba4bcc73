import { Readable } from 'node:stream';
import { type ContactStore, toE164 } from '@perezvon/crm-core';
import { type Static, Type } from 'typebox';
import type { CallLog } from '../call-log/call-log.ts';
import type { LoggedCall } from '../call-log/entry.ts';
import { noteVersion } from '../call-log/note-version.ts';
import type { CallFilter } from '../call-log/store.ts';
import {
  type Caller,
  CallPage,
  CallView,
  ContactChoice,
  Direction,
  Disposition,
  MISSED_RESULTS,
  NoteAnswer,
  NoteRequest,
  type User,
} from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { maySee } from '../screen-pop/audience.ts';
import { type Endpoint, endpointsOf, type Scope, type Scopes } from '../users/scopes.ts';
import type { Accounts } from '../users/accounts.ts';
import { changesBetween } from '../audit/changes.ts';
import { callCsvHead, callCsvRows } from './call-csv.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound, signedIn } from './route.ts';
import { SEEN, Seen, seenVersion } from './seen-version.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });
/** Which calls are wanted; what a saved filter and the address of the page have, too. */
const Wanted = {
  /** Beginning of a contact's name, or a number in any form. */
  text: Type.Optional(Type.String({ maxLength: 200 })),
  direction: Type.Optional(Direction),
  /** A disposition, or `missed`: incoming calls that reached nobody. */
  result: Type.Optional(Type.Union([Disposition, Type.Literal('missed')])),
  contactId: Type.Optional(Type.String({ maxLength: 64 })),
  /** A user: the calls of their extensions, while those were theirs. */
  operator: Type.Optional(Type.String({ maxLength: 64 })),
  queue: Type.Optional(Type.String({ maxLength: 80 })),
  /** How long they talked, s. */
  talkFrom: Type.Optional(Type.Integer({ minimum: 0 })),
  talkTo: Type.Optional(Type.Integer({ minimum: 0 })),
  outcome: Type.Optional(Type.String({ maxLength: 100 })),
  /** Words that stand in the note. */
  note: Type.Optional(Type.String({ maxLength: 200 })),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
};
const Query = Type.Object(
  {
    ...Wanted,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { additionalProperties: false },
);
const ExportQuery = Type.Object(Wanted, { additionalProperties: false });

const PAGE = 50;
/** Read together, some ms of the loop; the next are read when these have left. */
const EXPORTED_AT_ONCE = 200;
/** Contacts that a search in the calls considers. */
const MOST_CONTACTS = 100;

/** What the routes of calls need. */
export interface CallParts {
  readonly log: Pick<CallLog, 'list' | 'get' | 'setNote' | 'chooseContact'>;
  readonly view: (call: LoggedCall) => CallView;
  readonly contacts: ContactStore;
  readonly countryOf: (user: User) => string;
  readonly accounts: Pick<Accounts, 'get'>;
  readonly scopes: Pick<Scopes, 'of'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The log of calls and what people say of them. What is not within the user's scope is 404. */
export function callRoutes(api: Api, parts: CallParts & { readonly audit: Noted }): void {
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
      const filter = await filterFor(wanted, { user, scope }, parts);
      const page = await log.list(filter, { limit, cursor });
      const items = page.items.filter((call) => maySee(scope, call.pbx, call.record)).map(view);
      return { items, next: page.next };
    },
  );

  api.get(
    '/api/calls/export',
    {
      schema: {
        summary: 'The calls of a filter as CSV; that they were exported is noted first',
        querystring: ExportQuery,
      },
    },
    async (request, reply) => {
      const { user } = signedIn(request);
      const { scope } = request;
      const filter = await filterFor(request.query, { user, scope }, parts);
      const changes = changesBetween({}, request.query);
      await parts.audit.note(request, { action: 'calls-exported', changes });
      async function* text() {
        yield callCsvHead(user.language);
        let cursor: string | undefined;
        do {
          const page = await log.list(filter, { limit: EXPORTED_AT_ONCE, cursor });
          const seen = page.items.filter((call) => maySee(scope, call.pbx, call.record));
          if (seen.length > 0) yield callCsvRows(seen.map(view));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="perezvon-calls.csv"')
        .send(Readable.from(text()));
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
        summary: `Replace the note of a call; its version is \`noteVersion\`. ${SEEN}`,
        params: Id,
        headers: Seen,
        body: NoteRequest,
        response: { 200: NoteAnswer },
      },
    },
    async (request) => {
      const version = seenVersion(request.headers);
      const { record } = await visible(request.params.id, request.scope);
      const { note } = request.body;
      if (!(await log.setNote(record.id, { note, version }, clock.now()))) {
        orNotFound(await log.get(record.id));
        throw new AppError('changed-meanwhile');
      }
      return { noteVersion: noteVersion(note) };
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

async function filterFor(
  wanted: Static<typeof ExportQuery>,
  { user, scope }: { user: User; scope: Scope },
  parts: CallParts,
): Promise<CallFilter> {
  const { text = '', result, contactId, operator, queue, talkFrom, talkTo, from, to } = wanted;
  const missed = result === 'missed';
  const note = wanted.note?.trim();
  const seconds = (value: number | undefined) => value && value * 1_000;
  return {
    queue,
    outcome: wanted.outcome,
    talkFrom: seconds(talkFrom),
    // the whole of that second
    talkTo: talkTo === undefined ? undefined : talkTo * 1_000 + 999,
    note: note === '' ? undefined : note,
    endpoints: operator === undefined ? endpointsOf(scope) : await theirs(operator, scope, parts),
    direction: missed ? 'inbound' : wanted.direction,
    dispositions: missed ? MISSED_RESULTS : result && [result],
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    ...(text.trim() === '' ? {} : await who(text, user, parts)),
    ...(contactId === undefined ? {} : { contactIds: [contactId] }),
  };
}

/** The extensions of a user, as far as they are within the scope; when they were is seen to call by call. */
async function theirs(
  operator: string,
  scope: Scope,
  { accounts, scopes }: CallParts,
): Promise<Endpoint[]> {
  const who = await accounts.get(operator);
  const all = (who && endpointsOf(scopes.of(who, 'own'))) ?? [];
  return scope === 'all'
    ? all
    : all.filter(({ pbx, extension }) => scope.get(pbx)?.has(extension) ?? false);
}

/** Whose calls a search text means: contacts it finds, and the number that it is. */
async function who(text: string, user: User, { contacts, countryOf }: CallParts) {
  const country = countryOf(user);
  const found = await contacts.search({
    text,
    country,
    language: user.language,
    limit: MOST_CONTACTS,
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
