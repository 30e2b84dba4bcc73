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
  /** Calls `ended` when the session is over; gives the way out. */
  onEnd(ended: () => void): () => void;
}

/** Same-origin SIP over WebSocket to the PBX, for the signed-in operator's own endpoint only. */
export interface SipGate {
  /** Takes over an upgrade that offers the subprotocol `sip` and whose Origin and session were checked. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, visitor: SipVisitor): void;
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
export function createSipGate(parts: { log: Log }): SipGate {
  const open = new Set<WebSocket>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    maxFragments: 64,
    maxBufferedChunks: 1_024,
    perMessageDeflate: false,
    handleProtocols: () => 'sip',
  } as ConstructorParameters<typeof WebSocketServer>[0]);

  function join(browser: WebSocket, visitor: SipVisitor): void {
    const { extension, url } = visitor;
    const log = parts.log.child({ extension });
    const pbx = new WebSocket(url, 'sip', {
      maxPayload: MAX_PAYLOAD,
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_MS,
    });
    open.add(browser);
    const stopWatching = visitor.onEnd(() => end(CLOSE.refused, 'signed out'));

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

  return {
    upgrade(request, socket, head, visitor) {
      server.handleUpgrade(request, socket, head, (browser) => join(browser, visitor));
    },
    stop() {
      for (const browser of open) close(browser, CLOSE.goingAway, 'the server stops');
      server.close();
    },
  };
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
