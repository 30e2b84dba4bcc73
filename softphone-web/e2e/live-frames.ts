import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import type { LiveMessage } from '../../cti-server/src/contract/index.ts';

/** What came over a live link, connection after connection. */
export interface LiveFrames {
  /** One list of messages for each connection over which any came. */
  readonly connections: readonly (readonly LiveMessage[])[];
}

/** Looks on at the `/live` sockets that the page opens from now on. */
export function watchLive(page: Page): LiveFrames {
  const connections: LiveMessage[][] = [];
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).pathname !== '/live') return;
    let messages: LiveMessage[] | undefined;
    socket.on('framereceived', ({ payload }) => {
      if (!messages) connections.push((messages = []));
      messages.push(JSON.parse(String(payload)) as LiveMessage);
    });
  });
  return { connections };
}

/** A client beside the page, for the same user, whose line is never cut. */
export function openUncut(origin: string, cookie: string): LiveFrames & { close(): void } {
  const messages: LiveMessage[] = [];
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/live`, {
    headers: { origin, cookie },
  });
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'resume', epoch: null, after: null })),
  );
  socket.on('message', (data) => messages.push(JSON.parse(String(data as Buffer)) as LiveMessage));
  return { connections: [messages], close: () => socket.terminate() };
}

/** The calls that were told after the first snapshot, as `n id state`, in their order. */
export function told({ connections }: LiveFrames): string[] {
  return connections
    .flat()
    .flatMap((one) => (one.type === 'call' ? [`${one.n} ${one.call.id} ${one.call.state}`] : []));
}
