// The floor of a pop, as a process: JSON lines from a TCP port (argument) → every WebSocket client.
// It parses and passes on; no look-up, no disk. With a database's file (second argument) it is the least that
// a durable pop can cost: what is marked `durable` is committed, fsync and all, before it is passed on.
import { type AddressInfo, connect } from 'node:net';
import { createInterface } from 'node:readline';
import { openDatabase } from '@perezvon/crm-core';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => console.log((server.address() as AddressInfo).port));

const [, , port, file] = process.argv;
const write = file === undefined ? null : openWriter(file);
const source = connect(Number(port), '127.0.0.1');
for await (const line of createInterface({ input: source })) {
  const event = JSON.parse(line) as { durable: boolean };
  if (event.durable) write?.(line);
  for (const client of server.clients) client.send(line);
}
process.exit(0);

function openWriter(path: string): (line: string) => void {
  const { sqlite } = openDatabase({ file: path });
  sqlite.exec('CREATE TABLE entries (n INTEGER PRIMARY KEY, line TEXT)');
  const insert = sqlite.prepare('INSERT INTO entries (line) VALUES (?)');
  return (line) => void insert.run(line);
}
