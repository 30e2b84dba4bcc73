import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FreshSession } from '../users/accounts.ts';
import { sessionCookie } from '../users/cookie.ts';
import type { Sessions } from '../users/sessions.ts';

/** What came, and the way to answer it. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Hands a fresh session to the browser. The one that came along is dead then (session fixation). */
export async function letIn(
  { token, session }: FreshSession,
  { request, reply }: Exchange,
  parts: {
    sessions: Pick<Sessions, 'end'>;
    /** Whether the page is served over https, by this server or the proxy before it. */
    isSecure: (request: FastifyRequest) => boolean;
  },
): Promise<void> {
  if (request.signedIn) await parts.sessions.end(request.signedIn.session.id);
  const secure = parts.isSecure(request);
  reply.header('set-cookie', sessionCookie({ token, expiresAt: session.expiresAt, secure }));
}
