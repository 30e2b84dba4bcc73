import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { EndedSessions, type OpenSession, OpenSessions, type User } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { Accounts } from '../users/accounts.ts';
import type { SeenSession, Sessions } from '../users/sessions.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const UsersSession = Type.Object({
  id: Type.String({ maxLength: 64 }),
  session: Type.String({ maxLength: 64 }),
});

/** Where people are signed in: everybody sees and ends their own, administrators anybody's. */
export function openSessionRoutes(
  api: Api,
  parts: { accounts: Pick<Accounts, 'get'>; sessions: Sessions; audit: Noted },
): void {
  const { accounts, sessions, audit } = parts;

  async function listOf(request: FastifyRequest, user: User): Promise<OpenSessions> {
    const { session: asking } = signedIn(request);
    return { items: (await sessions.of(user.id)).map((one) => viewOf(one, asking.id)) };
  }

  async function end(request: FastifyRequest, user: User, id: string): Promise<void> {
    const ended = orNotFound(await sessions.end(id, user.id));
    const changes = [{ field: 'session', before: nameOf(ended), after: null }];
    await audit.note(request, { action: 'session-ended', target: userOf(user), changes });
  }

  /** All but the one that asks: who wants to be signed out signs out. */
  async function endAll(request: FastifyRequest, user: User): Promise<EndedSessions> {
    const { session: asking } = signedIn(request);
    const ended = await sessions.endOf(user.id, asking.id);
    const changes = ended.map((one) => ({ field: 'session', before: nameOf(one), after: null }));
    await audit.note(request, { action: 'sessions-ended', target: userOf(user), changes });
    return { ended: ended.length };
  }

  const theirs = async (id: string) => orNotFound(await accounts.get(id));

  api.get(
    '/api/sessions',
    { schema: { summary: 'Where one is signed in', response: { 200: OpenSessions } } },
    async (request) => listOf(request, signedIn(request).user),
  );

  api.delete(
    '/api/sessions',
    { schema: { summary: 'Sign out everywhere but here', response: { 200: EndedSessions } } },
    async (request) => endAll(request, signedIn(request).user),
  );

  api.delete(
    '/api/sessions/:id',
    { schema: { summary: 'End one of the own sessions; its sockets close', params: Id } },
    async (request, reply) => {
      await end(request, signedIn(request).user, request.params.id);
      return reply.status(204).send();
    },
  );

  api.get(
    '/api/users/:id/sessions',
    {
      schema: { summary: 'Where a user is signed in', params: Id, response: { 200: OpenSessions } },
    },
    async (request) => listOf(request, await theirs(request.params.id)),
  );

  api.delete(
    '/api/users/:id/sessions',
    {
      schema: {
        summary: 'Sign a user out everywhere; the session that asks stays',
        params: Id,
        response: { 200: EndedSessions },
      },
    },
    async (request) => endAll(request, await theirs(request.params.id)),
  );

  api.delete(
    '/api/users/:id/sessions/:session',
    { schema: { summary: 'End one session of a user; its sockets close', params: UsersSession } },
    async (request, reply) => {
      const { id, session } = request.params;
      await end(request, await theirs(id), session);
      return reply.status(204).send();
    },
  );
}

function viewOf(session: SeenSession, asking: string): OpenSession {
  const { id, userAgent, address, createdAt, seenAt, online } = session;
  const times = { since: iso(createdAt), seenAt: iso(seenAt) };
  return { id, userAgent, address, ...times, online, own: id === asking };
}

function nameOf({ address, userAgent }: { address: string; userAgent: string }): string {
  return `${address} ${userAgent}`.trim();
}
