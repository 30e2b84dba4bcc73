import type { ContactStore, DealStore, TaskStore } from '@perezvon/crm-core';
import { type Static, Type } from 'typebox';
import type { CallLog } from '../call-log/call-log.ts';
import { contactIdOf, type LoggedCall, touchedExtensions } from '../call-log/entry.ts';
import { CardView, OutcomeChoice } from '../contract/index.ts';
import type { CardSettingsKeeper } from '../firm/card-settings.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Scope } from '../users/scopes.ts';
import { type Api, orNotFound } from './route.ts';

/** What the card's routes need. */
export interface CardParts {
  readonly visible: (id: string, scope: Scope) => Promise<LoggedCall>;
  readonly log: Pick<CallLog, 'setOutcome'>;
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly deals: Pick<DealStore, 'openOf'>;
  readonly tasks: Pick<TaskStore, 'openOf'>;
  readonly accounts: Pick<Accounts, 'get' | 'list'>;
  readonly cardSettings: Pick<CardSettingsKeeper, 'now'>;
  readonly clock: Pick<Clock, 'now'>;
}

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });
/** Of each kind on a card; the contact's page has more. */
const SHOWN = 5;
/** Names of so many colleagues at most: a queue may ring hundreds. */
const MOST_PEOPLE = 50;

/** What a card shows beside the call, and what came of the call. */
export function cardRoutes(api: Api, parts: CardParts): void {
  const { visible, log, contacts, deals, tasks, accounts, cardSettings, clock } = parts;

  async function contactOf(id: string): Promise<Static<typeof CardView>['contact']> {
    const contact = await contacts.get(id);
    if (!contact) return null;
    const { tags, ownerId, email, note, photo } = contact;
    const owner = ownerId === null ? null : await accounts.get(ownerId);
    const numbers = contact.numbers.map(({ e164, written }) => ({ e164, written }));
    const shown = { id, tags, ownerName: owner?.name ?? null, email, note, numbers };
    return photo === undefined ? shown : { ...shown, photo };
  }

  async function peopleIn({ pbx, record }: LoggedCall) {
    const there = touchedExtensions(record);
    const talked = record.consultations.flatMap(({ from, to }) => [from, to]);
    const isThere = (one: string | null) =>
      one !== null && (there.has(one) || talked.includes(one));
    return (await accounts.list())
      .filter((user) => user.pbx === pbx && isThere(user.extension))
      .slice(0, MOST_PEOPLE)
      .map(({ extension, name }) => ({ extension: extension ?? '', name }));
  }

  api.get(
    '/api/calls/:id/card',
    {
      schema: {
        summary: 'What a card shows beside the call: tags, owner, open deals and tasks, colleagues',
        params: Id,
        response: { 200: CardView },
      },
    },
    async (request) => {
      const call = await visible(request.params.id, request.scope);
      const contactId = contactIdOf(call.caller);
      const people = await peopleIn(call);
      if (contactId === null) return { contact: null, deals: [], tasks: [], people };
      const [contact, open, toDo] = await Promise.all([
        contactOf(contactId),
        deals.openOf(contactId, SHOWN),
        tasks.openOf(contactId, SHOWN),
      ]);
      return { contact, deals: open, tasks: toDo, people };
    },
  );

  api.put(
    '/api/calls/:id/outcome',
    {
      schema: {
        summary: "Say what came of a call, by a code of the firm's list; null takes it back",
        params: Id,
        body: OutcomeChoice,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { record } = await visible(request.params.id, request.scope);
      const { outcome } = request.body;
      const { outcomes } = cardSettings.now();
      if (outcome !== null && !outcomes.some(({ code }) => code === outcome)) {
        const values = { what: "outcome is no code of the firm's list" };
        throw new AppError('invalid', { values, fields: { outcome: 'wrong' } });
      }
      orNotFound((await log.setOutcome(record.id, outcome, clock.now())) || null);
      return reply.status(204).send(null);
    },
  );
}
