import type { WebSocket } from 'ws';
import { LiveClose, type LiveMessage, type LiveRequest, type User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';

/**
 * One socket of a signed-in user.
 * ```
 * opened ──resume──▶ live ──▶ closed (1001 stop, 1008 signed out, 1013 too slow, 4400 no resume)
 * ```
 */
export interface LiveSession {
  readonly user: User;
  /** False until the client has said what it has. */
  isLive(): boolean;
  send(text: string): void;
  close(code: number, reason: string): void;
}

const RESUME_WITHIN_MS = 10_000;
const BEAT_MS = 10_000;
/** What may wait for one client before it is cut off, bytes. */
const MOST_BUFFERED = 1024 * 1024;
/** Messages a client may send in a while: it has one to send. */
const MOST_MESSAGES = 20;
const MOST_MESSAGES_WITHIN_MS = 10_000;

/** Watches over a socket; `onResume` is called for each valid request. */
export function createLiveSession(options: {
  socket: WebSocket;
  user: User;
  clock: Clock;
  lastN(): number;
  onResume(session: LiveSession, request: LiveRequest): void;
  onClosed(): void;
}): LiveSession {
  const { socket, clock } = options;
  let live = false;
  let answered = true;
  let messages = 0;

  const session: LiveSession = {
    user: options.user,
    isLive: () => live,
    send(text) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_BUFFERED)
        return session.close(LiveClose.tooSlow, 'too slow');
      socket.send(text);
    },
    close(code, reason) {
      live = false;
      socket.close(code, reason);
      // a client that reads nothing will not answer the close either
      clock.after(1_000, () => socket.terminate());
    },
  };

  const cancelDeadline = clock.after(RESUME_WITHIN_MS, () => {
    if (!live) session.close(LiveClose.badRequest, 'no resume');
  });

  const beat = () => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
    if (live)
      session.send(JSON.stringify({ type: 'beat', n: options.lastN() } satisfies LiveMessage));
    cancelBeat = clock.after(BEAT_MS, beat);
  };
  let cancelBeat = clock.after(BEAT_MS, beat);
  const forgive = () => {
    messages = 0;
    cancelForgive = clock.after(MOST_MESSAGES_WITHIN_MS, forgive);
  };
  let cancelForgive = clock.after(MOST_MESSAGES_WITHIN_MS, forgive);

  socket.on('pong', () => {
    answered = true;
  });
  socket.on('message', (data, isBinary) => {
    messages += 1;
    if (messages > MOST_MESSAGES) return session.close(LiveClose.signedOut, 'too many messages');
    const request = isBinary ? null : readRequest(String(data));
    if (!request) return session.close(LiveClose.badRequest, 'not understood');
    cancelDeadline();
    live = true;
    options.onResume(session, request);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    live = false;
    cancelDeadline();
    cancelBeat();
    cancelForgive();
    options.onClosed();
  });
  return session;
}

function readRequest(text: string): LiveRequest | null {
  try {
    const value = JSON.parse(text) as Partial<LiveRequest> | null;
    if (value?.type !== 'resume') return null;
    const { epoch = null, after = null } = value;
    const goodEpoch = epoch === null || (typeof epoch === 'string' && epoch.length <= 64);
    const goodAfter = after === null || (Number.isSafeInteger(after) && after >= 0);
    return goodEpoch && goodAfter ? { type: 'resume', epoch, after } : null;
  } catch {
    return null;
  }
}
