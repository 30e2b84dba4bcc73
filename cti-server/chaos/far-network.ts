import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../fixtures/until.ts';

/** A cable to a port of this machine that runs through another network namespace. */
export interface FarNetwork {
  /** Where the port is found behind the cable. */
  readonly host: string;
  readonly port: number;
  /** Pulls the cable, or plugs it in again. */
  link(state: 'up' | 'down'): void;
  close(): void;
}

const NEAR = '10.213.0.1';
const FAR = '10.213.0.2';
const PORT = 5038;

/**
 * Lays a pair of virtual cables (veth) to a namespace of its own, where a relay hands each connection to `target`
 * on this side by a socket file, which no namespace hides. What crosses the cable is TCP of the kernel on both ends.
 * Linux, root.
 */
export async function farNetwork(target: number): Promise<FarNetwork> {
  const name = `pz-far-${process.pid}`;
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-far-'));
  const path = join(dir, 'relay');
  const ip = (words: string) => execFileSync('ip', words.split(' '));
  ip(`netns add ${name}`);
  ip(`link add pz-near type veth peer name pz-far netns ${name}`);
  ip(`address add ${NEAR}/30 dev pz-near`);
  ip('link set pz-near up');
  ip(`-n ${name} address add ${FAR}/30 dev pz-far`);
  ip(`-n ${name} link set pz-far up`);

  const handOver = createServer((far) => {
    const near = connect(target, '127.0.0.1');
    far.pipe(near).pipe(far);
    for (const one of [far, near])
      one.on('error', () => {}).on('close', () => [far, near].forEach((all) => all.destroy()));
  });
  handOver.listen(path);
  const relay = spawn(
    'ip',
    [
      'netns',
      'exec',
      name,
      process.execPath,
      join(import.meta.dirname, 'far-relay.ts'),
      FAR,
      String(PORT),
      path,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const remove = () => {
    relay.kill('SIGKILL');
    ip('link delete pz-near');
    ip(`netns delete ${name}`);
    rmSync(dir, { recursive: true });
  };
  // a row that is given up leaves nothing behind
  process.on('exit', remove);
  let listens = false;
  relay.stdout.on('data', () => (listens = true));
  await until(() => listens, { what: 'the relay listens' });

  return {
    host: FAR,
    port: PORT,
    link: (state) => void ip(`-n ${name} link set pz-far ${state}`),
    close() {
      process.off('exit', remove);
      handOver.close();
      remove();
    },
  };
}
