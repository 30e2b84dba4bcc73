import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { onBrokenFrames } from '../live/broken-frames.ts';
import type { SessionEnd } from '../users/sessions.ts';
import { createHeartbeat } from '../live/heartbeat.ts';
import { pipe } from './pipe.ts';
import type { PhoneTolls } from '../tolls/phone-tolls.ts';
import { whyRefused } from './own-endpoint.ts';
import { createTollWatch } from './toll-watch.ts';

/** Who may go through: the extension that is theirs, and where its PBX listens for SIP over WebSocket. */
export interface SipVisitor {
  readonly extension: string;
  readonly url: string;
  /** Calls `ended` when the session is over, or its user has another extension; gives the way out. */
  onEnd(ended: (why: SessionEnd) => void): () => void;
  /** The limits on their outside calls. */
  readonly tolls: PhoneTolls;
}

/** Same-origin SIP over WebSocket to the PBX, for the signed-in operator's own endpoint only. */
export interface SipGate {
  /** Takes over an upgrade that offers the subprotocol `sip` and whose Origin and session were checked. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, visitor: SipVisitor): void;
  /** Browsers that are joined to a PBX. */
  size(): number;
  /** Closes every socket with 1001. */
  stop(): void;
}

const MAX_PAYLOAD = 64 * 1024;
const CONNECT_MS = 5_000;
/** A client that floods us will not answer the close either. */
const CLOSE_WITHIN_MS = 1_000;
/** Of one endpoint: one page has one, those of lost networks go at the second beat. */
const MOST_SOCKETS = 20;
/** Frames and pings between two beats (10 s); a phone sends some ten. */
const MOST_FRAMES = 1_000;

/** Close codes that the page sees (RFC 6455 section 7.4). */
const CLOSE = { goingAway: 1001, refused: 1008, failed: 1011, tryLater: 1013 } as const;

/**
 * Each browser socket is joined to a socket of its own at the PBX: what a browser sends is passed on
 * only in the one strict shape of message.ts and only as its own user. Ends with the session.
 */
export function createSipGate(parts: { clock: Clock; log: Log }): SipGate {
  const { clock } = parts;
  const open = new Map<WebSocket, string>();
  // `maxFragments` and `maxBufferedChunks` are newer than @types/ws
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    maxFragments: 64,
    maxBufferedChunks: 1_024,
    perMessageDeflate: false,
    handleProtocols: () => 'sip',
  } as ConstructorParameters<typeof WebSocketServer>[0]);

  function admit(browser: WebSocket, visitor: SipVisitor): void {
    const endpoint = `${visitor.extension} ${visitor.url}`;
    const others = [...open.values()].filter((one) => one === endpoint).length;
    onBrokenFrames(browser, clock, () => close(browser, CLOSE.refused, 'broken frames'));
    if (others >= MOST_SOCKETS)
      return close(browser, CLOSE.tryLater, 'too many phones of one user');
    open.set(browser, endpoint);
    join(browser, visitor);
  }

  function join(browser: WebSocket, { extension, url, onEnd, tolls }: SipVisitor): void {
    const log = parts.log.child({ extension });
    const pbx = new WebSocket(url, 'sip', {
      maxPayload: MAX_PAYLOAD,
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_MS,
    });
    const stopWatching = onEnd((why) =>
      why === 'over' ? end(CLOSE.refused, 'signed out') : end(CLOSE.goingAway, 'other rights'),
    );
    const isTooMuch = countFrames(browser);
    const watch = createTollWatch(tolls);

    function end(code: number, reason: string): void {
      stopWatching();
      watch.end();
      open.delete(browser);
      close(browser, code, reason);
      close(pbx, 1000, '');
    }

    function refuse(why: string): void {
      if (!open.has(browser)) return;
      log.warn({ why }, 'SIP from the browser refused');
      end(CLOSE.refused, `refused: ${why}`);
    }

    /** What is refused is answered here: the line stays, and with it the call that somebody is in. */
    function mayPass(frame: string): boolean {
      const passage = watch.said(frame);
      if (!passage.pass && passage.answer !== undefined) browser.send(passage.answer);
      return passage.pass;
    }

    // Nothing is read from the browser until there is somewhere to send it.
    browser.pause();
    pbx.once('open', () => browser.resume());
    browser.on('ping', () => isTooMuch() && refuse('too many frames'));
    pipe(browser, pbx, (frame, binary) => {
      const why = isTooMuch()
        ? 'too many frames'
        : binary
          ? 'binary frame'
          : whyRefused(frame.toString('utf8'), extension);
      if (why !== null) refuse(why);
      return why === null && mayPass(frame.toString('utf8'));
    });
    pipe(pbx, browser, (frame) => {
      watch.heard(frame.toString('utf8'));
      return true;
    });
    browser.once('close', () => end(1000, ''));
    pbx.once('close', () => end(CLOSE.tryLater, 'the PBX closed the line'));
    pbx.once('error', (error) => {
      log.warn({ error: error.message }, 'No SIP over WebSocket at the PBX');
      end(
        pbx.readyState === WebSocket.OPEN ? CLOSE.failed : CLOSE.tryLater,
        'the PBX does not answer',
      );
    });
  }

  /** Watches over a browser that is gone without a word; gives what counts its frames between two beats. */
  function countFrames(browser: WebSocket): () => boolean {
    let frames = 0;
    const beat = () => {
      frames = 0;
    };
    browser.once('close', createHeartbeat({ socket: browser, clock, beat }));
    return () => {
      frames += 1;
      return frames > MOST_FRAMES;
    };
  }

  /** Closes politely, and for good where the other side does not answer. */
  function close(socket: WebSocket, code: number, reason: string): void {
    if (socket.readyState === WebSocket.CONNECTING) return socket.terminate();
    if (socket.readyState === WebSocket.CLOSED) return;
    if (socket.readyState === WebSocket.OPEN) socket.resume();
    socket.close(code, reason.slice(0, 120));
    clock.after(CLOSE_WITHIN_MS, () => socket.terminate());
  }

  return {
    upgrade(request, socket, head, visitor) {
      server.handleUpgrade(request, socket, head, (browser) => admit(browser, visitor));
    },
    size: () => open.size,
    stop() {
      for (const browser of open.keys()) close(browser, CLOSE.goingAway, 'the server stops');
      server.close();
    },
  };
}
