import type { ContactStore, DealStore, InteractionStore, TaskStore } from '@perezvon/crm-core';
import {
  Deal,
  DealList,
  DealPatch,
  Interaction,
  NewDeal,
  NewInteraction,
  NewTask,
  Task,
  TaskList,
  TaskPatch,
} from '@perezvon/crm-core/model';
import { Type } from 'typebox';
import type { LoggedCall } from '../call-log/entry.ts';
import { AppError } from '../kernel/errors.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Scope } from '../users/scopes.ts';
import { type Api, orNotFound, signedIn } from './route.ts';
import { mustWorkHere } from './work-owner.ts';

/** What these routes need. */
export interface WorkParts {
  readonly deals: DealStore;
  readonly tasks: TaskStore;
  readonly interactions: Pick<InteractionStore, 'add'>;
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly accounts: Pick<Accounts, 'get'>;
  readonly visible: (id: string, scope: Scope) => Promise<LoggedCall>;
  /** Tells every page that the work of a contact is another. */
  readonly tellWork: (contactId: string | null) => void;
}

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const MOST = 200;

/** Deals, tasks and what passed beside calls: each may come of a call that whoever makes it may see. */
export function workRoutes(api: Api, parts: WorkParts): void {
  dealRoutes(api, parts);
  taskRoutes(api, parts);
  const { interactions, tellWork } = parts;

  api.post(
    '/api/interactions',
    {
      schema: {
        summary: 'Note what passed between us and a contact beside calls: a meeting, a letter',
        body: NewInteraction,
        response: { 201: Interaction },
      },
    },
    async (request, reply) => {
      await mayComeOf(request.body.originId, request.scope, parts);
      const { user } = signedIn(request);
      const made = await interactions.add(request.body, { userId: user.id });
      if (!made) throw noContact();
      tellWork(made.contactId);
      return reply.status(201).send(made);
    },
  );
}

function dealRoutes(api: Api, parts: WorkParts): void {
  const { deals, tellWork } = parts;

  api.get(
    '/api/deals',
    {
      schema: {
        summary: 'Open deals, the newest first: of a contact, else those of who asks',
        querystring: Type.Object(
          { contactId: Type.Optional(Type.String({ maxLength: 64 })) },
          { additionalProperties: false },
        ),
        response: { 200: DealList },
      },
    },
    async (request) => {
      const { contactId } = request.query;
      const { user } = signedIn(request);
      const items = await (contactId === undefined
        ? deals.openOwnedBy(user.id, MOST)
        : deals.openOf(contactId, MOST));
      return { items };
    },
  );

  api.post(
    '/api/deals',
    {
      schema: {
        summary: 'Make a deal; it is of who makes it',
        body: NewDeal,
        response: { 201: Deal },
      },
    },
    async (request, reply) => {
      await mayComeOf(request.body.originId, request.scope, parts);
      await mustBeThere(request.body.contactId, parts);
      const made = await deals.create(request.body, { ownerId: signedIn(request).user.id });
      tellWork(made.contactId);
      return reply.status(201).send(made);
    },
  );

  api.patch(
    '/api/deals/:id',
    {
      schema: {
        summary: 'Change a deal; one that is lost needs a reason',
        params: Id,
        body: DealPatch,
        response: { 200: Deal },
      },
    },
    async (request) => {
      const { stage, lostReason } = request.body;
      if (stage === 'lost' && (lostReason ?? '').trim() === '') {
        const values = { what: 'lostReason says why the deal is lost' };
        throw new AppError('invalid', { values, fields: { lostReason: 'missing' } });
      }
      const deal = orNotFound(await deals.update(request.params.id, request.body));
      tellWork(deal.contactId);
      return deal;
    },
  );
}

function taskRoutes(api: Api, parts: WorkParts): void {
  const { tasks, accounts, tellWork } = parts;

  api.get(
    '/api/tasks',
    {
      schema: {
        summary: 'One’s own tasks and call-backs: what is to be done, or what is done',
        querystring: Type.Object(
          { done: Type.Optional(Type.Boolean()) },
          { additionalProperties: false },
        ),
        response: { 200: TaskList },
      },
    },
    async (request) => {
      const { user } = signedIn(request);
      const { done = false } = request.query;
      return { items: await tasks.ownedBy(user.id, { done, limit: MOST }) };
    },
  );

  api.post(
    '/api/tasks',
    {
      schema: {
        summary: 'Make a task or a call-back, for oneself or for a colleague',
        body: NewTask,
        response: { 201: Task },
      },
    },
    async (request, reply) => {
      await mayComeOf(request.body.originId, request.scope, parts);
      await mustWorkHere(request.body.ownerId, accounts);
      await mustBeThere(request.body.contactId, parts);
      const made = await tasks.create(request.body, { userId: signedIn(request).user.id });
      tellWork(made.contactId);
      return reply.status(201).send(made);
    },
  );

  api.patch(
    '/api/tasks/:id',
    {
      schema: {
        summary: 'Change a task, say that it is done, or that it is not after all',
        params: Id,
        body: TaskPatch,
        response: { 200: Task },
      },
    },
    async (request) => {
      const { user } = signedIn(request);
      const before = orNotFound(await tasks.get(request.params.id));
      const isTheirs = before.ownerId === user.id || before.createdBy === user.id;
      if (!isTheirs && request.scope !== 'all') throw new AppError('not-found');
      const task = orNotFound(await tasks.update(before.id, request.body));
      tellWork(task.contactId);
      return task;
    },
  );
}

/** Throws `AppError` `not-found` for a call that is not within the scope. */
async function mayComeOf(
  originId: string | null | undefined,
  scope: Scope,
  { visible }: Pick<WorkParts, 'visible'>,
): Promise<void> {
  if (originId) await visible(originId, scope);
}

/** Throws `AppError` `invalid` for a contact that nobody has: what hangs on it would be seen and erased by nobody. */
async function mustBeThere(
  contactId: string | null | undefined,
  { contacts }: Pick<WorkParts, 'contacts'>,
): Promise<void> {
  if (contactId && !(await contacts.get(contactId))) throw noContact();
}

function noContact(): AppError {
  const values = { what: 'contactId names no contact' };
  return new AppError('invalid', { values, fields: { contactId: 'wrong' } });
}
