import type { WebSocket } from 'ws';
import type { Clock } from '../kernel/clock.ts';

const BEAT_MS = 10_000;

/**
 * Every 10 s a ping, and `beat` for the page, which sees no pings. A client that neither answered nor
 * read anything since the last one is gone. Gives the way to stop.
 */
export function createHeartbeat(options: {
  socket: Pick<WebSocket, 'ping' | 'terminate' | 'on' | 'bufferedAmount'>;
  clock: Clock;
  beat: () => void;
}): () => void {
  const { socket, clock, beat } = options;
  let answered = true;
  let unread = 0;
  socket.on('pong', () => {
    answered = true;
  });
  let cancel = clock.after(BEAT_MS, tick);

  function tick(): void {
    // the answer to a ping waits behind what a slow line has not carried yet
    const reads = socket.bufferedAmount < unread;
    if (!answered && !reads) return socket.terminate();
    answered = false;
    unread = socket.bufferedAmount;
    socket.ping();
    beat();
    cancel = clock.after(BEAT_MS, tick);
  }
  return () => cancel();
}
