import { spawn } from 'node:child_process';

const SYNCS = 'fsync,fdatasync';

/**
 * Runs a Node script under strace, which injects `fault` (`fsync:signal=KILL:when=7`) and writes what the
 * script writes and syncs to `trace`. Gives what the script printed and its exit code.
 */
export async function runUnderStrace(
  script: readonly string[],
  { fault = null, trace = '/dev/null' }: { fault?: string | null; trace?: string },
): Promise<{ said: string; code: number | null }> {
  const args = [
    ...['-f', '-qq', '-o', trace, '-e', `trace=${SYNCS},pwrite64`],
    ...(fault === null ? [] : ['-e', `inject=${fault}`]),
    ...[process.execPath, ...script],
  ];
  const child = spawn('strace', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (data) => (said += String(data)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { said, code };
}

/** How often a trace syncs and writes. */
export function writesOf(trace: string): { syncs: number; writes: number } {
  const lines = trace.split('\n');
  const count = (call: RegExp) => lines.filter((line) => call.test(line)).length;
  return { syncs: count(/\bf(?:data)?sync\(/), writes: count(/\bpwrite64\(/) };
}
