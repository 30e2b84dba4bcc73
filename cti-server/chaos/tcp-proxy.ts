import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A line that can be cut. */
export interface TcpProxy {
  readonly port: number;
  /** Resets all connections. */
  cut(): void;
  /** Most connections that there were at once. */
  most(): number;
  close(): void;
}

/** Passes on connections to a port of this machine. */
export async function startTcpProxy(to: number): Promise<TcpProxy> {
  const lines = new Set<Socket>();
  let most = 0;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    lines.add(near);
    most = Math.max(most, lines.size);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        lines.delete(near);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      for (const line of lines) line.resetAndDestroy();
    },
    most: () => most,
    close() {
      for (const line of lines) line.destroy();
      server.close();
    },
  };
}
