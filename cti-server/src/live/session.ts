import type { RawData, WebSocket } from 'ws';
import { LiveClose, type LiveMessage, type ResumeRequest, type User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { keepDoing } from '../kernel/doing.ts';
import { onBrokenFrames } from './broken-frames.ts';
import { createHeartbeat } from './heartbeat.ts';
import { readRequest } from './request.ts';

/**
 * One socket of a signed-in user.
 * ```
 * opened ──resume──▶ resuming ──answer──▶ live ──▶ closed (1001 stop, 1008 signed out or flood, 1013 too slow, 4400 no resume)
 * ```
 */
export interface LiveSession {
  readonly user: User;
  /** False until the client has said what it has, and got what it lacks. */
  isLive(): boolean;
  /** W3 Cuts the client off where too much waits for it already. */
  send(text: string): void;
  /** What the client asked for, however long: it is not too slow for not having read that yet. Then it is live. */
  answer(texts: readonly string[]): void;
  close(code: number, reason: string): void;
}

const RESUME_WITHIN_MS = 10_000;
/** What may wait for one client, bytes. */
const MOST_BUFFERED = 1024 * 1024;
/** A client that reads nothing will not answer the close either. */
const CLOSE_WITHIN_MS = 1_000;
/** Browsers send no pings at all. */
const MOST_PINGS = 20;
/** Somebody who plays with a button. */
const MOST_CHANGES = 20;

/** Watches over a socket; `onResume` is called once, `onDoNotDisturb` at each change after that. */
export function createLiveSession(options: {
  socket: WebSocket;
  user: User;
  clock: Clock;
  lastN: () => number;
  onResume: (session: LiveSession, request: ResumeRequest) => void;
  onDoNotDisturb: (on: boolean) => void;
  onClosed: () => void;
}): LiveSession {
  const { socket, user, clock, lastN } = options;
  let state: 'opened' | 'resuming' | 'live' | 'closed' = 'opened';
  let answering = 0;
  let pings = 0;
  let changes = 0;

  const session: LiveSession = {
    user,
    isLive: () => state === 'live',
    send(text) {
      if (state !== 'live') return;
      if (socket.bufferedAmount === 0) answering = 0;
      if (socket.bufferedAmount > MOST_BUFFERED + answering) {
        session.close(LiveClose.tooSlow, 'too slow');
      } else socket.send(text);
    },
    answer(texts) {
      if (state !== 'resuming') return;
      state = 'live';
      for (const text of texts) socket.send(text);
      answering = socket.bufferedAmount;
    },
    close(code, reason) {
      if (state === 'closed') return;
      state = 'closed';
      socket.close(code, reason);
      clock.after(CLOSE_WITHIN_MS, () => socket.terminate());
    },
  };

  const cancelDeadline = clock.after(RESUME_WITHIN_MS, () => {
    if (state === 'opened') session.close(LiveClose.badRequest, 'no resume in time');
  });
  const stopHeartbeat = createHeartbeat({
    socket,
    clock,
    beat() {
      pings = 0;
      changes = 0;
      session.send(JSON.stringify({ type: 'beat', n: lastN() } satisfies LiveMessage));
    },
  });

  function hear(data: RawData, isBinary: boolean): void {
    if (state === 'closed') return;
    const isFirst = state === 'opened';
    changes += isFirst ? 0 : 1;
    const request = isBinary || changes > MOST_CHANGES ? null : readRequest(data);
    if (isFirst && request?.type === 'resume') {
      state = 'resuming';
      options.onResume(session, request);
    } else if (!isFirst && request?.type === 'do-not-disturb') options.onDoNotDisturb(request.on);
    // W2 there is nothing else to say
    else if (isFirst) session.close(LiveClose.badRequest, 'not understood');
    else session.close(LiveClose.signedOut, 'no such message, or too many');
  }

  socket.on('message', keepDoing(hear));
  socket.on('ping', () => {
    pings += 1;
    if (pings > MOST_PINGS) session.close(LiveClose.signedOut, 'too many pings');
  });
  onBrokenFrames(socket, clock, () => session.close(LiveClose.badRequest, 'broken frames'));
  socket.on('close', () => {
    state = 'closed';
    cancelDeadline();
    stopHeartbeat();
    options.onClosed();
  });
  return session;
}
