import type { FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { AppError } from '../kernel/errors.ts';
import type { StoredToken } from '../users/api-token-store.ts';
import type { Scope } from '../users/scopes.ts';
import type { SignedIn, Visitor } from '../users/sessions.ts';

/** The server to which each resource adds its routes; schemas give the types of body, query and parameters. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Requests that were begun and not answered yet. */
    inFlight(): number;
  }
  interface FastifyRequest {
    /** Who asks; null on routes that are open to anyone. Set before the handler. */
    signedIn: SignedIn | null;
    /** The token by which they ask; null for a session. */
    byToken: StoredToken | null;
    /** Whose calls this user reaches on this route. */
    scope: Scope;
  }
}

/** Who asks, on a route that needs a session. */
export function signedIn(request: Pick<FastifyRequest, 'signedIn'>): SignedIn {
  if (!request.signedIn) throw new AppError('not-signed-in');
  return request.signedIn;
}

/** Where a request comes from. */
export function visitorOf(request: FastifyRequest): Visitor {
  const agent = request.headers['user-agent'] ?? '';
  const { ip: address, byToken } = request;
  return { address, userAgent: byToken ? `[API token ${byToken.name}] ${agent}` : agent };
}

/** The value, or a 404 where it is null: what is not there and what one may not see answer alike. */
export function orNotFound<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new AppError('not-found');
  return value;
}
