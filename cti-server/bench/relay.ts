// The floor of a pop, as a process: JSON lines from a TCP port (argument) → every WebSocket client.
// It parses and passes on; no look-up, no disk. With a file (second and third argument) it is the least that a durable
// pop can cost: before it is passed on, what is marked `durable` is `committed` to a database, or merely `synced`: one
// block of a file that is as long already, and one fdatasync.
import { constants, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { createInterface } from 'node:readline';
import { openDatabase } from '@perezvon/crm-core';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => console.log((server.address() as AddressInfo).port));

const BLOCK = 4_096;
const BLOCKS = 1_000;

const [, , port, how, file = ''] = process.argv;
const write = how === 'committed' ? commitsTo(file) : how === 'synced' ? syncsTo(file) : null;
const source = connect(Number(port), '127.0.0.1');
for await (const line of createInterface({ input: source })) {
  const event = JSON.parse(line) as { durable: boolean };
  if (event.durable) write?.(line);
  for (const client of server.clients) client.send(line);
}
process.exit(0);

function syncsTo(path: string): (line: string) => void {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT);
  writeSync(descriptor, Buffer.alloc(BLOCK * BLOCKS, 1));
  fdatasyncSync(descriptor);
  let next = 0;
  return (line) => {
    writeSync(descriptor, Buffer.from(line).subarray(0, BLOCK), 0, null, next * BLOCK);
    fdatasyncSync(descriptor);
    next = (next + 1) % BLOCKS;
  };
}

function commitsTo(path: string): (line: string) => void {
  const { sqlite } = openDatabase({ file: path });
  sqlite.exec('CREATE TABLE entries (n INTEGER PRIMARY KEY, line TEXT)');
  const insert = sqlite.prepare('INSERT INTO entries (line) VALUES (?)');
  return (line) => void insert.run(line);
}
