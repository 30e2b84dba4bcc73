import { Type } from 'typebox';
import type { MemberCommands } from '../commands/members.ts';
import { isPhoneOf, PauseReasons, PauseRequest } from '../contract/index.ts';
import { changesBetween } from '../audit/changes.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PauseReasonList } from '../presence/pause-reasons.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Scope } from '../users/scopes.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound } from './route.ts';

const text = () => Type.String({ minLength: 1, maxLength: 79 });
const Phone = Type.Object({ pbx: text(), extension: text() });
const PhoneInQueue = Type.Object({ pbx: text(), extension: text(), queue: text() });

/** What these routes need. */
export interface MemberParts {
  readonly members: MemberCommands;
  readonly reasons: PauseReasonList;
  readonly accounts: Pick<Accounts, 'list'>;
  readonly audit: Noted;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who takes calls of queues: one's own phone, and those of the teams that one leads. */
export function memberRoutes(api: Api, parts: MemberParts): void {
  const { members, reasons, accounts, audit, clock } = parts;

  /** Whose it is now: what somebody had before is none of theirs. */
  function reached(phone: { pbx: string; extension: string }, scope: Scope) {
    const now = clock.now();
    const periods = scope === 'all' ? null : scope.get(phone.pbx)?.get(phone.extension);
    const isWithin = periods === null || periods?.some(({ from, to }) => from <= now && now < to);
    return orNotFound(isWithin ? phone : null);
  }

  async function nameAt(phone: { pbx: string; extension: string }) {
    const all = await accounts.list();
    return all.find((one) => isPhoneOf(one, phone))?.name ?? phone.extension;
  }

  api.put(
    '/api/members/:pbx/:extension/pause',
    {
      schema: {
        summary: 'Take no calls of queues for a while, or take them again',
        params: Phone,
        body: PauseRequest,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, scope, body }, reply) => {
      await members.pause(reached(params, scope), body.reason);
      return reply.status(204).send(null);
    },
  );

  api.put(
    '/api/members/:pbx/:extension/queues/:queue',
    {
      schema: {
        summary: 'Take calls of a queue',
        params: PhoneInQueue,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, scope }, reply) => {
      const { queue, ...phone } = params;
      reached(phone, scope);
      await members.join({ ...phone, name: await nameAt(phone) }, queue);
      return reply.status(204).send(null);
    },
  );

  api.delete(
    '/api/members/:pbx/:extension/queues/:queue',
    {
      schema: {
        summary: 'Leave a queue',
        params: PhoneInQueue,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, scope }, reply) => {
      const { queue, ...phone } = params;
      await members.leave(reached(phone, scope), queue);
      return reply.status(204).send(null);
    },
  );

  api.get(
    '/api/pause-reasons',
    { schema: { summary: 'Reasons to pause', response: { 200: PauseReasons } } },
    async () => ({ items: [...reasons.items()] }),
  );

  api.put(
    '/api/pause-reasons',
    {
      schema: {
        summary: 'Say which reasons to pause there are',
        body: PauseReasons,
        response: { 200: PauseReasons },
      },
    },
    async (request) => {
      const { items } = request.body;
      const changes = changesBetween({ items: [...reasons.items()] }, { items });
      const change = { action: 'pause-reasons-changed', target: null, changes } as const;
      await audit.change(request, change, () => reasons.set(items));
      return { items };
    },
  );
}
