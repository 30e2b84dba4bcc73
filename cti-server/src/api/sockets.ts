import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../kernel/clock.ts';
import { doing } from '../kernel/doing.ts';
import type { Log } from '../kernel/log.ts';
import type { OriginCheck } from '../kernel/origin.ts';
import type { Live } from '../live/live.ts';
import type { SipGate } from '../sip-gate/sip-gate.ts';
import type { TriedPhone } from '../sip-gate/trials.ts';
import { tokenFrom } from '../users/cookie.ts';
import type { SessionEnd, Sessions, Visitor } from '../users/sessions.ts';
import type { PhoneTolls } from '../tolls/phone-tolls.ts';
import type { PhoneName, User } from '../contract/index.ts';

/** What the door to the sockets leads to. */
export interface SocketParts {
  readonly sessions: Pick<Sessions, 'find' | 'onEnd'>;
  readonly origins: OriginCheck;
  /** True where the page is always https. */
  readonly secure: boolean;
  readonly live: Pick<Live, 'upgrade'>;
  readonly gate: Pick<SipGate, 'upgrade'>;
  /** The user's own endpoint and its PBX's SIP-over-WebSocket address; null where something is not set. */
  readonly sipOf: (user: User) => (PhoneName & { url: string }) | null;
  /** The same of an extension that the user tries out; null where they do not. */
  readonly triedBy: (user: User, phone: TriedPhone) => (PhoneName & { url: string }) | null;
  /** The limits on the outside calls of a user's phone. */
  readonly tollsOf: (user: User, from: Visitor, phone: PhoneName) => PhoneTolls;
  readonly clock: Pick<Clock, 'id'>;
  readonly log: Log;
}

const REASONS = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
} as const;

/**
 * Admits sockets at `/live` and `/sip`: our own page (403), with a session (401); `/sip` for a user with
 * a browser phone (409) that offers the subprotocol (400). Any other path: 404.
 */
export function openSockets(server: Server, parts: SocketParts): void {
  const { sessions, origins, secure, live, gate, sipOf, triedBy, clock } = parts;

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const [path, query = ''] = (request.url ?? '').split('?');
    if (path !== '/live' && path !== '/sip') return refuse(socket, 404);
    if (!origins.socket(request.headers)) return refuse(socket, 403);
    const token = tokenFrom(request.headers, secure);
    const who = token === null ? null : await sessions.find(token);
    if (!who) return refuse(socket, 401);
    if (who.factorDue) return refuse(socket, 403);
    const onEnd = (ended: (why: SessionEnd) => void) => sessions.onEnd(who.session, ended);
    if (path === '/live') return live.upgrade(request, socket, head, { user: who.user, onEnd });
    const tried = triedPhone(query);
    const sip = tried ? triedBy(who.user, tried) : sipOf(who.user);
    if (!sip) return refuse(socket, 409);
    if (!offersSip(request)) return refuse(socket, 400);
    const tolls = parts.tollsOf(who.user, who.session, sip);
    return gate.upgrade(request, socket, head, { ...sip, onEnd, tolls });
  }

  server.on('upgrade', (request, socket, head) => {
    // Without a listener a reset during admission would end the process.
    socket.on('error', () => socket.destroy());
    void doing({ socket: clock.id() }, () =>
      admit(request, socket, head).catch((error: unknown) => {
        parts.log.error({ error: String(error) }, 'A socket could not be admitted');
        refuse(socket, 500);
      }),
    );
  });
}

/** The extension that is named in the address; null where none is. */
function triedPhone(query: string): TriedPhone | null {
  const named = new URLSearchParams(query);
  const [pbx, extension] = [named.get('pbx'), named.get('extension')];
  return pbx !== null && extension !== null ? { pbx, extension } : null;
}

function offersSip(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim() === 'sip');
}

function refuse(socket: Duplex, status: keyof typeof REASONS): void {
  const head = `HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(head, () => socket.destroy());
}
