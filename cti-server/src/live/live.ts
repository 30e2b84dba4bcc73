import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { LiveClose, type User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Operators } from '../operators/operators.ts';
import type { Hub } from './hub.ts';
import { createLiveSession } from './session.ts';
import type { SessionEnd } from '../users/sessions.ts';

/** Who opened a socket, and how to hear of the end of that session. */
export interface LiveVisitor {
  readonly user: User;
  /** Calls `ended` once when the user is signed out, or may see other things from now on; gives the way out. */
  readonly onEnd: (ended: (why: SessionEnd) => void) => () => void;
}

/** `/live`, for the HTTP server to hand upgrades to. */
export interface Live {
  /** Takes over an upgrade whose Origin and session were checked. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, visitor: LiveVisitor): void;
  /** Takes over a socket that is open. */
  open(socket: WebSocket, visitor: LiveVisitor): void;
  /** Open sockets. */
  size(): number;
  /** Closes every socket with 1001. */
  close(): void;
}

const MAX_PAYLOAD = 64 * 1024;
/** Tabs of one user. */
const MOST_SOCKETS = 50;

/**
 * The live channel. Compression is off (it costs six times the CPU); frames are few and small, since a
 * client has little to say (GHSA-96hv-2xvq-fx4p: tiny fragments that never end).
 */
export function createLive(options: {
  hub: Hub;
  operators: Pick<Operators, 'join'>;
  clock: Clock;
  lastN: () => number;
}): Live {
  const { hub, operators, clock, lastN } = options;
  // `maxFragments` and `maxBufferedChunks` are newer than @types/ws
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD,
    maxFragments: 64,
    maxBufferedChunks: 1_024,
  } as ConstructorParameters<typeof WebSocketServer>[0]);
  const sockets = new Map<string, number>();

  function open(socket: WebSocket, { user, onEnd }: LiveVisitor): void {
    const tabs = (sockets.get(user.id) ?? 0) + 1;
    sockets.set(user.id, tabs);
    const visit = operators.join(user);
    const session = createLiveSession({
      socket,
      user,
      clock,
      lastN,
      onResume: hub.resume,
      onDoNotDisturb: visit.setDoNotDisturb,
      onClosed() {
        const left = (sockets.get(user.id) ?? 1) - 1;
        if (left > 0) sockets.set(user.id, left);
        else sockets.delete(user.id);
        hub.remove(session);
        visit.leave();
        forget();
      },
    });
    const forget = onEnd((why) =>
      why === 'over'
        ? session.close(LiveClose.signedOut, 'signed out')
        : // the page comes back at once, as who its user is now
          session.close(LiveClose.goingAway, 'other rights'),
    );
    hub.add(session);
    if (tabs > MOST_SOCKETS) session.close(LiveClose.tooSlow, 'too many tabs');
  }

  return {
    open,
    size: () => [...sockets.values()].reduce((sum, tabs) => sum + tabs, 0),
    upgrade(request, socket, head, visitor) {
      server.handleUpgrade(request, socket, head, (opened) => open(opened, visitor));
    },
    close() {
      hub.closeAll(LiveClose.goingAway, 'the server stops');
      server.close();
    },
  };
}
