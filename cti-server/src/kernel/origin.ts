import type { IncomingHttpHeaders } from 'node:http';

/** Tells our own page from foreign ones. */
export interface OriginCheck {
  /** Whether a socket may open: its Origin must be there and be ours (RFC 6455 section 10.2). */
  socket(headers: IncomingHttpHeaders): boolean;
  /** Whether a request that changes something may go on. Browsers name its origin; programs need not. */
  request(headers: IncomingHttpHeaders): boolean;
}

/**
 * Ours is `publicOrigin`, and the origin whose host and port are those of the Host header; where this server speaks TLS
 * itself (`tls`) by https alone.
 */
export function createOriginCheck(
  publicOrigin: string | null,
  { tls }: { tls: boolean } = { tls: false },
): OriginCheck {
  function ours(origin: string, host: string | undefined): boolean {
    if (origin === publicOrigin) return true;
    if (!/^https?:\/\/[^/?#@]+$/.test(origin) || !URL.canParse(origin)) return false;
    if (tls && !origin.startsWith('https:')) return false;
    return host !== undefined && new URL(origin).host === host.toLowerCase();
  }
  return {
    socket: ({ origin, host }) => origin !== undefined && ours(origin, host),
    request(headers) {
      const { origin, host } = headers;
      if (origin !== undefined) return ours(origin, host);
      const site = headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin' || site === 'none';
    },
  };
}
