import type { BrowserClock } from './browser-clock.ts';
import type { LiveSocket } from './live-client.ts';

/** What comes within this time of what was handed on waits and is handed on together, ms. */
export const BURST_MS = 50;

/**
 * A socket whose messages are handed on in bursts: the first at once, what follows closely together. The
 * page renders once for each burst instead of for each message, so that a storm of them does not stop it.
 */
export function inBursts(socket: LiveSocket, clock: BrowserClock): LiveSocket {
  let waiting: { data: unknown }[] = [];
  let cancel: (() => void) | null = null;
  const outer: LiveSocket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => socket.send(text),
    close() {
      cancel?.();
      waiting = [];
      socket.close();
    },
  };

  function flush(): void {
    cancel?.();
    cancel = null;
    const burst = waiting;
    waiting = [];
    if (burst.length === 0) return;
    cancel = clock.after(BURST_MS, flush);
    for (const event of burst) outer.onmessage?.(event);
  }

  socket.onopen = () => outer.onopen?.();
  socket.onmessage = (event) => {
    waiting.push(event);
    if (cancel === null) flush();
  };
  socket.onclose = (event) => {
    flush();
    outer.onclose?.(event);
  };
  return outer;
}
