import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FreshSession } from '../users/accounts.ts';
import { FRAME_HEADER } from '../contract/index.ts';
import type { FrameOrigins } from '../firm/frame-origins.ts';
import { frameCookie, sessionCookie } from '../users/cookie.ts';
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
    frames: Pick<FrameOrigins, 'list'>;
  },
): Promise<void> {
  if (request.signedIn) await parts.sessions.end(request.signedIn.session.id);
  const secure = parts.isSecure(request);
  const { expiresAt } = session;
  const isFramed = secure && FRAME_HEADER in request.headers && parts.frames.list().length > 0;
  const cookie = isFramed
    ? frameCookie({ token, expiresAt })
    : sessionCookie({ token, expiresAt, secure });
  reply.header('set-cookie', cookie);
}
