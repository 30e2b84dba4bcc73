import { spawn } from 'node:child_process';

/** The calls by which data comes to the disk for good. */
export const SYNCS = 'fsync,fdatasync';

/** strace as the command that runs another, which stays the process itself: injects `fault` (`fsync:signal=KILL:when=7`), writes what is written and synced to `trace`. */
export function strace({
  fault = null,
  trace = '/dev/null',
}: {
  fault?: string | null;
  trace?: string;
}): string[] {
  return [
    'strace',
    '-D',
    '-f',
    '-qq',
    '-o',
    trace,
    '-e',
    `trace=${SYNCS},pwrite64`,
    ...(fault === null ? [] : ['-e', `inject=${fault}`]),
  ];
}

/** Runs a Node script so; gives its exit code, null where a signal ended it. */
export async function runUnderStrace(
  script: readonly string[],
  faults: Parameters<typeof strace>[0],
): Promise<number | null> {
  const [command = '', ...args] = [...strace(faults), process.execPath, ...script];
  const child = spawn(command, args, { stdio: 'ignore' });
  return new Promise((resolve) => child.once('close', resolve));
}

/** How often a trace syncs and writes. */
export function writesOf(trace: string): { syncs: number; writes: number } {
  const lines = trace.split('\n');
  const count = (call: RegExp) => lines.filter((line) => call.test(line)).length;
  return { syncs: count(/\bf(?:data)?sync\(/), writes: count(/\bpwrite64\(/) };
}
