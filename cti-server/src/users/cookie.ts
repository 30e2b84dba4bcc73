import type { IncomingHttpHeaders } from 'node:http';

/** `__Host-`: only this host can set it, only over TLS, for all paths (ASVS 3.3). Plain http cannot have it. */
const SECURE_NAME = '__Host-perezvon';
const PLAIN_NAME = 'perezvon';

/**
 * The session token that a request or socket bears; null for none. `secure`: the page is always https, so that a cookie
 * which anybody on the way, or a neighbouring host, could have set counts for nothing.
 */
export function tokenFrom(headers: IncomingHttpHeaders, secure: boolean): string | null {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  for (const name of secure ? [SECURE_NAME] : [SECURE_NAME, PLAIN_NAME]) {
    const found = pairs.find((pair) => pair.startsWith(`${name}=`));
    if (found) return found.slice(name.length + 1);
  }
  return null;
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
