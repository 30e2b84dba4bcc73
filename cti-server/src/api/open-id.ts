import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { BoundUsers, OpenIdOffer } from '../contract/index.ts';
import type { FrameOrigins } from '../firm/frame-origins.ts';
import { AppError } from '../kernel/errors.ts';
import type { Accounts } from '../users/accounts.ts';
import { ticketCookie, ticketFrom } from '../users/cookie.ts';
import { OPEN_ID_BACK, type OpenId, TICKET_MS } from '../users/open-id.ts';
import type { Sessions } from '../users/sessions.ts';
import type { Vouched } from '../users/vouched.ts';
import { letIn } from './let-in.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, orNotFound, visitorOf } from './route.ts';

/** What these routes need. */
export interface OpenIdParts {
  /** Null where none is configured. */
  readonly openId: OpenId | null;
  readonly vouched: Vouched;
  readonly accounts: Pick<Accounts, 'get'>;
  readonly sessions: Pick<Sessions, 'end'>;
  readonly audit: Noted;
  readonly isSecure: (request: FastifyRequest) => boolean;
  readonly frames: Pick<FrameOrigins, 'list'>;
}

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
/** A place within the page, and nothing that a browser could take for another host. */
const Place = Type.String({ maxLength: 500, pattern: '^/(?![/\\\\])[^\\\\\\s]*$' });

/** Signing in at another server: browsers go there and come back by these addresses. */
export function openIdRoutes(api: Api, parts: OpenIdParts): void {
  const { openId, vouched, accounts, audit, isSecure } = parts;

  function setTicket(reply: FastifyReply, request: FastifyRequest, ticket: string | null): void {
    const secure = isSecure(request);
    reply.header('set-cookie', ticketCookie({ ticket, lifeMs: TICKET_MS, secure }));
  }

  /** People see the page, which says it in their words, and no problem+json. */
  function refuse(reply: FastifyReply, error: unknown) {
    if (!(error instanceof AppError)) throw error;
    return reply.redirect(`/?refused=${error.code}`, 303);
  }

  api.get(
    '/api/open-id',
    {
      schema: {
        summary: 'At which other server one may sign in',
        response: { 200: OpenIdOffer },
      },
    },
    async () => ({ name: openId?.name ?? null }),
  );

  api.get(
    '/api/open-id/start',
    {
      schema: {
        summary: 'To the other server',
        querystring: Type.Object({
          to: Type.Optional(Place),
          /** To be asked there who one is, also where one is signed in there. */
          again: Type.Optional(Type.Literal('true')),
        }),
      },
    },
    async (request, reply) => {
      try {
        const { location, ticket } = await orNotFound(openId).begin(
          request.query.to ?? '/',
          request.query.again !== undefined,
        );
        setTicket(reply, request, ticket);
        return reply.redirect(location, 303);
      } catch (error) {
        return refuse(reply, error);
      }
    },
  );

  api.get(OPEN_ID_BACK, { schema: { summary: 'Back from there' } }, async (request, reply) => {
    const provider = orNotFound(openId);
    const query = request.url.split('?')[1] ?? '';
    setTicket(reply, request, null);
    try {
      const { identity, to } = await provider.finish(
        ticketFrom(request.headers, isSecure(request)),
        query,
      );
      const fresh = await vouched.signIn(identity, visitorOf(request));
      const { user, made } = fresh;
      if (made)
        await audit.note(request, { action: 'user-created', who: null, target: userOf(user) });
      await audit.note(request, { action: 'open-id-sign-in', who: user });
      await letIn(fresh, { request, reply }, parts);
      return reply.redirect(to, 303);
    } catch (error) {
      await audit.refused(request, error, { action: 'open-id-refused', who: null });
      return refuse(reply, error);
    }
  });

  api.get(
    '/api/open-id/users',
    { schema: { summary: 'Who is bound to a person there', response: { 200: BoundUsers } } },
    async () => ({ items: vouched.bound() }),
  );

  api.delete(
    '/api/users/:id/open-id',
    { schema: { summary: 'Let a user be bound anew at the next sign-in there', params: Id } },
    async (request, reply) => {
      const user = orNotFound(await accounts.get(request.params.id));
      orNotFound((await vouched.unbind(user.id)) || null);
      await audit.note(request, { action: 'open-id-unbound', target: userOf(user) });
      return reply.status(204).send();
    },
  );
}
