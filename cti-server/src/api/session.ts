import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AcceptLink, Invited, LookAtLink, Me, SignInRequest } from '../contract/index.ts';
import type { Accounts, FreshSession } from '../users/accounts.ts';
import { sessionCookie } from '../users/cookie.ts';
import type { Sessions, SignedIn } from '../users/sessions.ts';
import { type Api, visitorOf } from './route.ts';

/** Signing in, by password or by a link that works once, and out. */
export function sessionRoutes(
  api: Api,
  parts: {
    accounts: Accounts;
    sessions: Sessions;
    meOf: (who: SignedIn) => Promise<Me>;
    /** Whether the page is served over https, by this server or the proxy before it. */
    isSecure: (request: FastifyRequest) => boolean;
  },
): void {
  const { accounts, sessions, meOf, isSecure } = parts;

  async function welcome(fresh: FreshSession, request: FastifyRequest, reply: FastifyReply) {
    // A fresh token at each sign-in; the one that came along is dead (session fixation).
    if (request.signedIn) await sessions.end(request.signedIn.session.id);
    const { token, session } = fresh;
    const secure = isSecure(request);
    reply.header('set-cookie', sessionCookie({ token, expiresAt: session.expiresAt, secure }));
    return meOf(fresh);
  }

  api.post(
    '/api/session',
    { schema: { summary: 'Sign in', body: SignInRequest, response: { 200: Me } } },
    async (request, reply) =>
      welcome(await accounts.signIn(request.body, visitorOf(request)), request, reply),
  );

  api.post(
    '/api/welcome',
    {
      schema: {
        summary: 'Take a one-use link: set name, login and password, and sign in',
        body: AcceptLink,
        response: { 200: Me },
      },
    },
    async (request, reply) =>
      welcome(await accounts.acceptLink(request.body, visitorOf(request)), request, reply),
  );

  api.post(
    '/api/welcome/link',
    {
      schema: {
        summary: 'Whom a one-use link is for; it can still be used',
        body: LookAtLink,
        response: { 200: Invited },
      },
    },
    async (request) => accounts.invited(request.body.token, visitorOf(request)),
  );

  api.delete(
    '/api/session',
    { schema: { summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      if (request.signedIn) await sessions.end(request.signedIn.session.id);
      const cookie = sessionCookie({ token: null, expiresAt: 0, secure: isSecure(request) });
      return reply.header('set-cookie', cookie).status(204).send(null);
    },
  );
}
