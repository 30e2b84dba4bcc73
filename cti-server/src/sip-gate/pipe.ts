import { type RawData, WebSocket } from 'ws';
import { keepDoing } from '../kernel/doing.ts';

/** Bytes unsent above which the sender is no longer read, and below which it is read again. */
const HIGH = 256 * 1024;
const LOW = 64 * 1024;

/**
 * Passes every frame that `may` lets through from one socket to another, text as text. A receiver that
 * does not read stops the sender, not the server's memory.
 */
export function pipe(
  from: WebSocket,
  to: WebSocket,
  may: (frame: Buffer, binary: boolean) => boolean,
): void {
  const pass = (data: RawData, binary: boolean) => {
    const frame = Buffer.isBuffer(data)
      ? data
      : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    if (to.readyState !== WebSocket.OPEN || !may(frame, binary)) return;
    to.send(frame, { binary }, () => {
      if (from.isPaused && to.bufferedAmount < LOW) from.resume();
    });
    if (to.bufferedAmount > HIGH) from.pause();
  };
  from.on('message', keepDoing(pass));
}
