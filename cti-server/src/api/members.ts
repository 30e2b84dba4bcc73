import { versionOf } from '@perezvon/crm-core';
import { Type } from 'typebox';
import type { MemberCommands } from '../commands/members.ts';
import type { WrapUps } from '../commands/wrap-ups.ts';
import {
  isPhoneOf,
  PauseReasons,
  PauseRequest,
  phonesOf,
  VersionedReasons,
  WRAP_UP,
} from '../contract/index.ts';
import { changesBetween } from '../audit/changes.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { PauseReasonList } from '../presence/pause-reasons.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Scope } from '../users/scopes.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound, signedIn } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

const text = () => Type.String({ minLength: 1, maxLength: 79 });
const Phone = Type.Object({ pbx: text(), extension: text() });
const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });
const PhoneInQueue = Type.Object({ pbx: text(), extension: text(), queue: text() });

/** What these routes need. */
export interface MemberParts {
  readonly members: MemberCommands;
  readonly reasons: PauseReasonList;
  readonly wrapUps: Pick<WrapUps, 'end'>;
  readonly accounts: Pick<Accounts, 'list'>;
  readonly audit: Noted;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who takes calls of queues: one's own phone, and those of the teams that one leads. */
export function memberRoutes(api: Api, parts: MemberParts): void {
  const { members, accounts, clock } = parts;
  reasonRoutes(api, parts.reasons, parts.audit);

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

  api.delete(
    '/api/calls/:id/wrap-up',
    {
      schema: {
        summary: 'What was to be written after a call is written: take calls of queues again',
        params: Id,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await parts.wrapUps.end(phonesOf(signedIn(request).user), request.params.id);
      return reply.status(204).send(null);
    },
  );
}

/** Why people pause, as the firm words it. */
function reasonRoutes(api: Api, reasons: PauseReasonList, audit: Noted): void {
  const replace = createReplace();
  const now = (): VersionedReasons => {
    const items = [...reasons.items()];
    return { items, version: versionOf(items) };
  };

  api.get(
    '/api/pause-reasons',
    { schema: { summary: 'Reasons to pause', response: { 200: VersionedReasons } } },
    async () => now(),
  );

  api.put(
    '/api/pause-reasons',
    {
      schema: {
        summary: `Say which reasons to pause there are. ${SEEN}`,
        headers: Seen,
        body: PauseReasons,
        response: { 200: VersionedReasons },
      },
    },
    async (request) => {
      const { items } = request.body;
      if (items.some((item) => item.trim().toLowerCase() === WRAP_UP)) {
        const values = { what: `“${WRAP_UP}” is the reason that this server pauses for by itself` };
        throw new AppError('invalid', { values, fields: { items: 'wrong' } });
      }
      const changes = changesBetween({ items: [...reasons.items()] }, { items });
      const change = { action: 'pause-reasons-changed', target: null, changes } as const;
      const save = () => audit.change(request, change, () => reasons.set(items));
      await replace(request, () => now().version, save);
      return now();
    },
  );
}
