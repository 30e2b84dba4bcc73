import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../kernel/log.ts';
import { pipe } from './pipe.ts';
import { whyRefused } from './own-endpoint.ts';

/** Who may go through: the extension that is theirs, and where its PBX listens for SIP over WebSocket. */
export interface SipVisitor {
  readonly extension: string;
  readonly url: string;
  readonly sessionId: string;
}

/** Same-origin SIP over WebSocket to the PBX, for the signed-in operator's own endpoint only. */
export interface SipGate {
  /** Takes an upgrade request over from the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with 1001. */
  stop(): void;
}

const MAX_PAYLOAD = 64 * 1024;
const CONNECT_MS = 5_000;

/** Close codes that the page sees (RFC 6455 section 7.4). */
const CLOSE = { goingAway: 1001, refused: 1008, failed: 1011, tryLater: 1013 } as const;

/**
 * Each browser socket is joined to a socket of its own at the PBX: what a browser sends is passed on
 * only in the one strict shape of message.ts and only as its own user. Ends with the session.
 */
export function createSipGate(parts: {
  /** The visitor, or the HTTP status of the refusal: 401 no session, 403 foreign page, 409 no phone set up. */
  admit: (request: IncomingMessage) => Promise<SipVisitor | 401 | 403 | 409>;
  onSessionEnd: (sessionId: string, ended: () => void) => () => void;
  log: Log;
}): SipGate {
  const open = new Set<WebSocket>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
    handleProtocols: () => 'sip',
  });

  function join(browser: WebSocket, visitor: SipVisitor): void {
    const { extension, url, sessionId } = visitor;
    const log = parts.log.child({ extension });
    const pbx = new WebSocket(url, 'sip', {
      maxPayload: MAX_PAYLOAD,
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_MS,
    });
    open.add(browser);
    const stopWatching = parts.onSessionEnd(sessionId, () => end(CLOSE.refused, 'signed out'));

    function end(code: number, reason: string): void {
      stopWatching();
      open.delete(browser);
      close(browser, code, reason);
      close(pbx, 1000, '');
    }

    // Nothing is read from the browser until there is somewhere to send it.
    browser.pause();
    pbx.once('open', () => browser.resume());
    pipe(browser, pbx, (frame, binary) => {
      const why = binary ? 'binary frame' : whyRefused(frame.toString('utf8'), extension);
      if (why === null) return true;
      log.warn({ why }, 'SIP from the browser refused');
      end(CLOSE.refused, `refused: ${why}`);
      return false;
    });
    pipe(pbx, browser, () => true);
    browser.once('close', () => end(1000, ''));
    browser.on('error', (error) => log.debug({ error: error.message }, 'Browser SIP socket'));
    pbx.once('close', () => end(CLOSE.tryLater, 'the PBX closed the line'));
    pbx.once('error', (error) => {
      log.warn({ error: error.message }, 'No SIP over WebSocket at the PBX');
      end(
        pbx.readyState === WebSocket.OPEN ? CLOSE.failed : CLOSE.tryLater,
        'the PBX does not answer',
      );
    });
  }

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const visitor = await parts.admit(request);
    if (typeof visitor === 'number') return refuse(socket, visitor);
    if (!offersSip(request)) return refuse(socket, 400);
    server.handleUpgrade(request, socket, head, (browser) => join(browser, visitor));
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      admit(request, socket, head).catch((error: unknown) => {
        parts.log.error({ error: String(error) }, 'SIP gate failed to admit');
        refuse(socket, 500);
      });
    },
    stop() {
      for (const browser of open) close(browser, CLOSE.goingAway, 'the server stops');
      server.close();
    },
  };
}

function offersSip(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim() === 'sip');
}

const REASONS = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  409: 'Conflict',
  500: 'Internal Server Error',
} as const;

function refuse(socket: Duplex, status: keyof typeof REASONS): void {
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

/** Closes politely, and for good where the other side does not answer. */
function close(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === WebSocket.CONNECTING) {
    socket.terminate();
    return;
  }
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.resume();
  socket.close(code, reason.slice(0, 120));
  setTimeout(() => socket.terminate(), 2_000).unref();
}
