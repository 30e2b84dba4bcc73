import type { IncomingHttpHeaders } from 'node:http';

/** `__Host-`: only this host can set it, only over TLS, for all paths (ASVS 3.3). Plain http cannot have it. */
const SECURE_NAME = '__Host-perezvon';
const PLAIN_NAME = 'perezvon';

/** Of a sign-in within a frame of another site. */
const FRAME_NAME = '__Host-perezvon-frame';

/** By https and not: the prefix keeps neighbouring hosts from planting one. */
const TICKET_NAMES = { secure: '__Host-perezvon-open-id', plain: 'perezvon-open-id' } as const;

/**
 * The session token that a request or socket bears; null for none. `secure`: the page is always https, so that a cookie
 * which anybody on the way, or a neighbouring host, could have set counts for nothing.
 */
export function tokenFrom(headers: IncomingHttpHeaders, secure: boolean): string | null {
  const own = valueOf(headers, SECURE_NAME) ?? valueOf(headers, FRAME_NAME);
  return own ?? (secure ? null : valueOf(headers, PLAIN_NAME));
}

/** The ticket that a browser brings back from an OpenID provider; null for none. `secure` as for the token. */
export function ticketFrom(headers: IncomingHttpHeaders, secure: boolean): string | null {
  return valueOf(headers, TICKET_NAMES[secure ? 'secure' : 'plain']);
}

function valueOf({ cookie = '' }: IncomingHttpHeaders, name: string): string | null {
  const pairs = cookie.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/**
 * The Set-Cookie that hands a token out until `expiresAt` (ms epoch), or takes it back with token null.
 * Strict: no request that another site causes bears it. Links from other sites work all the same: the page
 * is a static file, and what it then asks for is same-site.
 */
export function sessionCookie(options: {
  token: string | null;
  expiresAt: number;
  secure: boolean;
}): string {
  const { token, expiresAt, secure } = options;
  const expires = new Date(token === null ? 0 : expiresAt).toUTCString();
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  return `${name}=${token ?? ''}; Path=/; Expires=${expires}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

/**
 * The Set-Cookie of a sign-in within a frame of another site (over https alone; `token` null takes it back). `SameSite=None`,
 * or the browser would not send it from there; `Partitioned`, so that it is there under that one site only (CHIPS), and
 * because browsers that block third-party cookies keep no other. What another site could make of it is stopped by the
 * check of the origin: nothing changes, and no socket opens, but for our own page.
 */
export function frameCookie({
  token,
  expiresAt,
}: {
  token: string | null;
  expiresAt: number;
}): string {
  const expires = new Date(token === null ? 0 : expiresAt).toUTCString();
  return `${FRAME_NAME}=${token ?? ''}; Path=/; Expires=${expires}; HttpOnly; Secure; SameSite=None; Partitioned`;
}

/**
 * The Set-Cookie that gives a ticket to a browser on its way to an OpenID provider, for `lifeMs`, or takes it back with
 * ticket null. Lax: the provider sends the browser back from its own site, by a GET of the whole page.
 */
export function ticketCookie(options: {
  ticket: string | null;
  lifeMs: number;
  secure: boolean;
}): string {
  const { ticket, lifeMs, secure } = options;
  const seconds = ticket === null ? 0 : lifeMs / 1_000;
  const name = TICKET_NAMES[secure ? 'secure' : 'plain'];
  return `${name}=${ticket ?? ''}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
