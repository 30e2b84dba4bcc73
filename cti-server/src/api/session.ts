import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  AcceptLink,
  type AuditAction,
  FRAME_HEADER,
  Invited,
  LookAtLink,
  Me,
  SignInRequest,
  WelcomeState,
} from '../contract/index.ts';
import type { FrameOrigins } from '../firm/frame-origins.ts';
import type { Accounts, FreshSession } from '../users/accounts.ts';
import { frameCookie, sessionCookie } from '../users/cookie.ts';
import type { Sessions, SignedIn } from '../users/sessions.ts';
import { type Exchange, letIn } from './let-in.ts';
import type { Noted } from './noted.ts';
import { type Api, visitorOf } from './route.ts';

/** Signing in, by password or by a link that works once, and out. */
export function sessionRoutes(
  api: Api,
  parts: {
    accounts: Accounts;
    sessions: Sessions;
    audit: Noted;
    meOf: (who: SignedIn) => Promise<Me>;
    /** Whether the page is served over https, by this server or the proxy before it. */
    isSecure: (request: FastifyRequest) => boolean;
    frames: Pick<FrameOrigins, 'list'>;
  },
): void {
  const { accounts, sessions, audit, meOf, isSecure } = parts;

  /** Throws what `come` throws, once it is noted. `login`: whose account is tried. */
  async function asked<T>(
    request: FastifyRequest,
    { action, login }: { action: 'sign-in-refused' | 'link-refused'; login?: string },
    come: () => Promise<T>,
  ): Promise<T> {
    try {
      return await come();
    } catch (error) {
      // a login that nobody has is not kept: it may be a password, typed into the wrong field
      const who = login === undefined ? null : await accounts.byLogin(login);
      await audit.refused(request, error, { action, who });
      throw error;
    }
  }

  async function welcome(
    fresh: FreshSession,
    { action, ...exchange }: { action: AuditAction } & Exchange,
  ) {
    await audit.note(exchange.request, { action, who: fresh.user });
    await letIn(fresh, exchange, parts);
    return meOf(fresh);
  }

  api.post(
    '/api/session',
    { schema: { summary: 'Sign in', body: SignInRequest, response: { 200: Me } } },
    async (request, reply) => {
      const { login } = request.body;
      const fresh = await asked(request, { action: 'sign-in-refused', login }, () =>
        accounts.signIn(request.body, visitorOf(request)),
      );
      return welcome(fresh, { action: 'sign-in', request, reply });
    },
  );

  api.get(
    '/api/welcome',
    {
      schema: {
        summary:
          'Whether the first administrator is still to come, by the link that the server prints',
        response: { 200: WelcomeState },
      },
    },
    async () => ({ awaitsAdmin: await accounts.awaitsAdmin() }),
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
    async (request, reply) => {
      const fresh = await asked(request, { action: 'link-refused' }, () =>
        accounts.acceptLink(request.body, visitorOf(request)),
      );
      return welcome(fresh, { action: 'link-taken', request, reply });
    },
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
    async (request) =>
      asked(request, { action: 'link-refused' }, () =>
        accounts.invited(request.body.token, visitorOf(request)),
      ),
  );

  api.delete(
    '/api/session',
    { schema: { summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      if (request.signedIn) {
        await sessions.end(request.signedIn.session.id);
        await audit.note(request, { action: 'sign-out' });
      }
      const secure = isSecure(request);
      const gone = { token: null, expiresAt: 0 };
      const cookies = [
        sessionCookie({ ...gone, secure }),
        ...(FRAME_HEADER in request.headers && secure ? [frameCookie(gone)] : []),
      ];
      return reply.header('set-cookie', cookies).status(204).send(null);
    },
  );
}
