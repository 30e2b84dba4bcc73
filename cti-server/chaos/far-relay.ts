// `far-relay.ts HOST PORT SOCKET-FILE`: each connection to the port goes on to the socket file. Run by far-network.ts
// in a namespace of its own.
import { connect, createServer } from 'node:net';

const [host, port, path] = process.argv.slice(2);
if (!path) throw new Error('far-relay.ts HOST PORT SOCKET-FILE');

const server = createServer((line) => {
  const on = connect(path);
  line.pipe(on).pipe(line);
  for (const one of [line, on])
    one.on('error', () => {}).on('close', () => [line, on].forEach((all) => all.destroy()));
});
server.listen(Number(port), host, () => console.log('listening'));
