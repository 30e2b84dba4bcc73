// The floor of a pop, as a process: JSON lines from a TCP port (argument) → every WebSocket client.
// It parses and passes on; no look-up, no disk.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => console.log((server.address() as AddressInfo).port));

const source = connect(Number(process.argv[2]), '127.0.0.1');
for await (const line of createInterface({ input: source })) {
  const event: unknown = JSON.parse(line);
  if (event === null) continue;
  for (const client of server.clients) client.send(line);
}
process.exit(0);
