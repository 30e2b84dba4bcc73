import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from '../kernel/clock.ts';
import { doing } from '../kernel/doing.ts';
import { AppError, type Language } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { TlsPair } from '../kernel/tls.ts';
import type { OriginCheck } from '../kernel/origin.ts';
import { tokenFrom } from '../users/cookie.ts';
import { isProven, needsProof } from '../users/proof.ts';
import { isBeforeFactor, isDenied, reachOf, rightOf, scopeFor } from '../users/rights.ts';
import type { Scope, Scopes } from '../users/scopes.ts';
import { FRAME_PATH, type TokenScope } from '../contract/index.ts';
import type { FrameOrigins } from '../firm/frame-origins.ts';
import type { StoredToken } from '../users/api-token-store.ts';
import type { ApiTokens } from '../users/api-tokens.ts';
import { createRequestCount } from '../users/request-count.ts';
import type { Sessions } from '../users/sessions.ts';
import { securityOf } from './docs.ts';
import { answerMsOf, type Limits, limitOptions, LIMITS } from './limits.ts';
import { known, problemOf } from './problem.ts';
import type { Api } from './route.ts';
import { validatorCompiler } from './validation.ts';

/** What the server needs besides its routes. */
export interface ServerParts {
  readonly sessions: Pick<Sessions, 'find'>;
  readonly tokens: Pick<ApiTokens, 'find'>;
  readonly scopes: Pick<Scopes, 'of'>;
  readonly origins: OriginCheck;
  readonly clock: Clock;
  readonly log: Log;
  readonly language: Language;
  readonly trustedProxies: readonly string[];
  /** With what this server speaks TLS itself; null: plain HTTP. */
  readonly tls: Pick<TlsPair, 'cert' | 'key'> | null;
  /** True where the page is https, here or at the proxy: HSTS, and upgrades of http links. */
  readonly secure: boolean;
  readonly version: string;
  readonly frames: Pick<FrameOrigins, 'list'>;
  /** `LIMITS` unless told. */
  readonly limits?: Limits;
  /** Told of each request that was answered. */
  readonly answered?: ((request: Answered) => void) | undefined;
}

/** A request that was answered; `route` as registered. */
interface Answered {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** TLS 1.2 and 1.3, with Node's own ciphers (ASVS 12.1.1). */
export function tlsOptions({ cert, key }: Pick<TlsPair, 'cert' | 'key'>) {
  return { cert, key, minVersion: 'TLSv1.2' as const };
}

const COOKIE = 'Of a sign-in (POST /api/session); __Host-perezvon over https.';
const BEARER = 'An API token of the page API tokens; each operation names the scope that it needs.';
/** The scope of a request by nobody who is known. */
const NOBODY: Scope = new Map();

/**
 * The HTTP server without routes: sessions, rights by the one table, origin check, problem+json for
 * every error, security headers, OpenAPI. `addRoutes` is called once all that is in place.
 * A route that the table of rights lacks throws here.
 */
export async function createApi(
  parts: ServerParts,
  addRoutes: (api: Api) => void | Promise<void>,
): Promise<Api> {
  const { limits = LIMITS } = parts;
  const api: Api = fastify({
    logger: false,
    trustProxy: parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // what came in time is answered, also while the server stops
    return503OnClosing: false,
    genReqId: () => parts.clock.id(),
    // an address that cannot be read names nothing
    frameworkErrors: (_, request, reply) =>
      sendProblem(new AppError('not-found'), { request, reply, language: parts.language }),
    // the type of the server alone is another one with TLS: what is used of it is the same
    ...(limitOptions(limits, parts.tls && tlsOptions(parts.tls)) as object),
  }).withTypeProvider<TypeBoxTypeProvider>();
  api.setValidatorCompiler(validatorCompiler);
  // What leaves is built field by field in the handlers; schemas of answers document them.
  api.setSerializerCompiler(() => (data) => JSON.stringify(data));
  api.decorateRequest('signedIn', null);
  api.decorateRequest('byToken', null);
  api.decorateRequest('scope');
  api.addHook('onRequest', (request, _, next) => doing({ request: request.id }, next));
  api.addHook('onRoute', (route) => {
    route.handlerTimeout = answerMsOf(route.method, route.url, limits);
  });
  letGoOfLines(api);
  if (parts.answered) tellAnswers(api, parts.answered);
  answerProblems(api, parts);
  checkRights(api, parts);
  await secureHeaders(api, parts);
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Perezvon',
        version: parts.version,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'perezvon', description: COOKIE },
          token: { type: 'http', scheme: 'bearer', description: BEARER },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: { ...schema, security: securityOf([route.method].flat(), url) },
    }),
  });
  await addRoutes(api);
  await api.ready();
  return api;
}

/** Of one session within a minute: a page needs some ten. */
const MOST_REQUESTS = 6_000;

function checkRights(api: Api, parts: ServerParts): void {
  const { sessions, tokens, scopes, origins, secure, clock } = parts;
  const requests = createRequestCount(MOST_REQUESTS, clock);

  api.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      if (rightOf(one, url)) continue;
      throw new Error(`Route ${one} ${url} has no right. Give it one in users/rights.ts.`);
    }
  });
  api.addHook('onRequest', async (request) => {
    const safe = request.method === 'GET' || request.method === 'HEAD';
    if (!safe && !origins.request(request.headers)) {
      throw new AppError('foreign-origin', { values: { origin: request.headers.origin ?? '' } });
    }
    request.scope = NOBODY;
    const { url } = request.routeOptions;
    const right = url === undefined ? 'anyone' : rightOf(request.method, url);
    // a token stands alone: what a cookie says beside it counts for nothing
    const byToken = await tokens.find(request.headers, request.ip);
    const token = byToken ? null : tokenFrom(request.headers, secure);
    request.byToken = byToken?.token ?? null;
    request.signedIn = token === null ? byToken : await sessions.find(token);
    if (request.signedIn && !byToken) requests.count(request.signedIn.session.id);
    if (right === 'anyone') return;
    if (!request.signedIn) throw new AppError('not-signed-in');
    const { user } = request.signedIn;
    if (byToken) checkScope(byToken.token, scopeFor(request.method, url ?? ''));
    const reach = right ? reachOf(right, user.role) : null;
    if (request.signedIn.factorDue && !isBeforeFactor(request.method, url ?? '')) {
      throw new AppError('factor-due');
    }
    if (reach === null || isDenied(request.method, url ?? '', user))
      throw new AppError('forbidden');
    const { session } = request.signedIn;
    if (!byToken && needsProof(request.method, url ?? '') && !isProven(session, clock.now())) {
      throw new AppError(session.vouched ? 'proof-needed-elsewhere' : 'proof-needed');
    }
    request.scope = scopes.of(user, reach);
  });
}

function checkScope({ scopes }: StoredToken, needed: TokenScope | 'any' | null): void {
  if (needed === null) throw new AppError('token-never');
  if (needed === 'any' || scopes.includes(needed)) return;
  throw new AppError('token-scope', { values: { scope: needed } });
}

function tellAnswers(api: Api, answered: (request: Answered) => void): void {
  api.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    answered({ method, route: routeOptions.url ?? '', status: statusCode, ms: elapsedTime });
  });
}

/** Counts requests in flight; a line that is kept for a next one would hold up the stop. */
function letGoOfLines(api: Api): void {
  let stopping = false;
  let inFlight = 0;
  api.decorate('inFlight', () => inFlight);
  api.addHook('onRequest', async (_, reply) => {
    inFlight += 1;
    // not `onResponse`: an answer whose reader left never comes to its end
    reply.raw.once('close', () => {
      inFlight -= 1;
    });
  });
  api.addHook('preClose', async () => {
    stopping = true;
  });
  api.addHook('onSend', async (_, reply) => {
    if (stopping) reply.header('connection', 'close');
  });
}

function answerProblems(api: Api, { log, language }: ServerParts): void {
  api.setErrorHandler((error, request, reply) => {
    const found =
      known(error) ?? new AppError('internal', { values: { id: request.id }, cause: error });
    if (found.code === 'not-signed-in' && isPageForPeople(request)) {
      return reply.redirect(`/?then=${encodeURIComponent(request.url)}`, 303);
    }
    if (found.status >= 500) {
      const { cause: told = null } = found;
      const cause = told instanceof Error ? (told.stack ?? told.message) : told;
      const fields = {
        id: request.id,
        method: request.method,
        route: request.routeOptions.url,
        cause,
      };
      log.error(fields, found.message);
    }
    const { seconds } = found.values;
    if (typeof seconds === 'number') reply.header('retry-after', String(seconds));
    return sendProblem(found, { request, reply, language });
  });
}

/** RFC 9457, in the language of who asked. */
function sendProblem(
  found: AppError,
  to: { request: FastifyRequest; reply: FastifyReply; language: Language },
): FastifyReply {
  const { request, reply, language } = to;
  return reply
    .status(found.status)
    .type('application/problem+json')
    .send(problemOf(found, languageOf(request, language)));
}

/** What a person opens in a browser and the server makes itself; who is signed out gets to the door first. */
const PAGES_FOR_PEOPLE: ReadonlySet<string> = new Set(['/api/docs']);

function isPageForPeople({ method, url, headers }: FastifyRequest): boolean {
  return (
    method === 'GET' && PAGES_FOR_PEOPLE.has(url) && /\btext\/html\b/.test(headers.accept ?? '')
  );
}

/** The user's language, else the browser's, else the server's. */
function languageOf(request: FastifyRequest, fallback: Language): Language {
  if (request.signedIn) return request.signedIn.user.language;
  const wanted = /^(ru|en)\b/i.exec(request.headers['accept-language'] ?? '')?.[1];
  return wanted ? (wanted.toLowerCase() as Language) : fallback;
}

async function secureHeaders(api: Api, { secure, frames }: ServerParts): Promise<void> {
  /** One page may stand in frames of the sites that administrators named; no other in any. */
  const mayFrame = (url: string | undefined) =>
    url?.split('?')[0] === FRAME_PATH && frames.list().length > 0;
  await api.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Mantine sets its variables by style elements
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: [({ url }) => (mayFrame(url) ? frames.list().join(' ') : "'none'")],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    originAgentCluster: secure,
  });
  api.addHook('onSend', async (request, reply) => {
    // it knows no list of sites
    if (mayFrame(request.url)) reply.removeHeader('x-frame-options');
    reply.header('permissions-policy', 'microphone=(self), camera=(), geolocation=(), payment=()');
    if (!reply.hasHeader('cache-control') && request.url.startsWith('/api/')) {
      reply.header('cache-control', 'no-store');
    }
  });
}
