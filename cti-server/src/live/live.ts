import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LiveClose, type User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Operators } from '../operators/operators.ts';
import { closeSignedOut, type Hub } from './hub.ts';
import { createLiveSession } from './session.ts';

/** Who opened a socket, and how to hear of the end of that session. */
export interface LiveVisitor {
  readonly user: User;
  onEnd(ended: () => void): () => void;
}

/** `/live`, for the HTTP server to hand upgrades to. */
export interface Live {
  /** Takes over an upgrade whose Origin was checked. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, visitor: LiveVisitor): void;
  close(): void;
}

const MAX_PAYLOAD = 64 * 1024;

/** The live channel: compression off (it costs six times the CPU), small messages only. */
export function createLive(options: {
  hub: Hub;
  operators: Operators;
  clock: Clock;
  lastN(): number;
}): Live {
  const { hub, operators, clock } = options;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD,
    maxFragments: 64,
    maxBufferedChunks: 1_024,
  } as ConstructorParameters<typeof WebSocketServer>[0]);
  return {
    upgrade(request, socket, head, visitor) {
      server.handleUpgrade(request, socket, head, (ws) => {
        const leave = operators.join(visitor.user);
        const session = createLiveSession({
          socket: ws,
          user: visitor.user,
          clock,
          lastN: options.lastN,
          onResume: (one, asked) => hub.resume(one, asked),
          onClosed() {
            leave();
            offEnd();
            hub.remove(session);
          },
        });
        const offEnd = visitor.onEnd(() => closeSignedOut(session));
        hub.add(session);
      });
    },
    close() {
      hub.closeAll(LiveClose.goingAway, 'the server stops');
      server.close();
    },
  };
}
