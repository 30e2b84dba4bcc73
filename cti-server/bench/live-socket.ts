import { WebSocket } from 'ws';
import { until } from '../../fixtures/until.ts';
import type { LiveMessage } from '../src/contract/index.ts';

/** From now on `listener` is told of each message, and no other. */
export function hearing(socket: WebSocket, listener: (text: string) => void): void {
  socket.removeAllListeners('message');
  socket.on('message', (data: Buffer) => listener(data.toString()));
}

/** Makes an administrator, who sees every call, by the link's token; gives the `Cookie` header. */
export async function becomeAdmin({
  origin,
  token,
  login = 'bench',
}: {
  origin: string;
  token: string | null;
  login?: string;
}): Promise<string> {
  const answer = await fetch(`${origin}/api/welcome`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Bench', login, password: 'only for the bench' }),
  });
  if (!answer.ok) throw new Error(`The link was not taken: ${await answer.text()}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Opens the live channel and waits for what is there; whoever lost the server is not told. */
export async function openLive(origin: string, cookie: string): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/live`, {
    headers: { cookie, origin },
  });
  let greeted = false;
  socket.on('error', () => {});
  socket.once('message', (data: Buffer) => {
    greeted = (JSON.parse(data.toString()) as LiveMessage).type === 'snapshot';
  });
  socket.once('open', () => socket.send('{"type":"resume","epoch":null,"after":null}'));
  await until(() => greeted || socket.readyState === WebSocket.CLOSED, {
    what: 'the snapshot',
    timeoutMs: 20_000,
  });
  return socket;
}
