/** How long a client may take, and how much it may send (F15). Times in ms. */
export interface Limits {
  /** Until its TLS is agreed on, and until the head of its request is here. */
  readonly headMs: number;
  /** Until the whole request is here. */
  readonly requestMs: number;
  /** Until it is answered; what was begun goes on. */
  readonly answerMs: number;
  /** The same where much is read, or a reader takes their time over it. */
  readonly longAnswerMs: number;
  /** A line on which nothing goes either way: a reader that reads no more. */
  readonly idleMs: number;
  /** How often all that is looked at. */
  readonly lookMs: number;
  readonly bodyBytes: number;
}

/** Those of every server. */
export const LIMITS: Limits = {
  headMs: 10_000,
  requestMs: 15_000,
  answerMs: 60_000,
  longAnswerMs: 3_600_000,
  idleMs: 300_000,
  lookMs: 2_000,
  bodyBytes: 256 * 1024,
};

/** Routes that stream, or work through all there is. */
const LONG: ReadonlySet<string> = new Set([
  'GET /*',
  'GET /api/recordings/:id',
  'GET /api/calls/export',
  'GET /api/contacts/export',
  'GET /api/contact-imports/:id/preview',
  'POST /api/contact-imports/:id/start',
  'GET /api/contact-imports/:id/report',
  'GET /api/audit/export',
  'GET /api/audit/verify',
  'POST /api/connections/:id/doctor',
  'POST /api/reconciliations',
  'POST /api/settings/plan',
  'POST /api/settings/import',
  'GET /api/retention/preview',
  'POST /api/erasures/preview',
  'POST /api/erasures',
  'POST /api/secret-key',
]);

/** What a route has, when the server's own is too short for it. */
export function answerMsOf(
  methods: string | readonly string[],
  url: string,
  limits: Limits,
): number {
  const isLong = [methods].flat().some((method) => LONG.has(`${method} ${url}`));
  return isLong ? limits.longAnswerMs : limits.answerMs;
}

/** The limits as fastify and Node take them. */
export function limitOptions(limits: Limits, tls: object | null) {
  const http = {
    headersTimeout: limits.headMs,
    // 30 s by default: no limit is shorter than this
    connectionsCheckingInterval: limits.lookMs,
  };
  return {
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.idleMs,
    handlerTimeout: limits.answerMs,
    ...(tls ? { https: { ...tls, ...http, handshakeTimeout: limits.headMs } } : { http }),
  };
}
