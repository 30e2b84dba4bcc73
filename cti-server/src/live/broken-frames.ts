import type { WebSocket } from 'ws';
import type { Clock } from '../kernel/clock.ts';

/** The client has the reason by then; nothing that it still sends is of use. */
const HANG_UP_MS = 250;

/**
 * Where a client sends what is no frame, or too long a one: `act`, and soon the line is hung up. ws has sent
 * 1009, 1007, 1002 or 1008 by then; it would read on and wait 30 s for an answer. Nothing more is read, so
 * that a message of any length costs no memory.
 */
export function onBrokenFrames(
  socket: WebSocket,
  clock: Pick<Clock, 'after'>,
  act: () => void,
): void {
  socket.on('error', () => {
    act();
    // ws itself lets the line flow once more in the next tick
    setImmediate(() => socket.pause());
    clock.after(HANG_UP_MS, () => socket.terminate());
  });
}
