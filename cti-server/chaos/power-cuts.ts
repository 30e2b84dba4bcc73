import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { until } from '../../fixtures/until.ts';
import { leftIn } from './crash-points.ts';
import type { RowOptions } from './row.ts';

const WRITER = join(import.meta.dirname, 'log-writer.ts');
const CUTS = 100;
const CONTROL_CUTS = 10;

/**
 * A04 A power cut: the disk as it is at some moment, without what the system still holds in memory. The log
 * is written to a file system in an image; the image is copied while the writer stands still, and read. What
 * was told before must be there. A control run with the library's own durability must lose something, else
 * the rig proves nothing. Needs root, for mounting.
 */
export async function powerCuts({ calls }: RowOptions): Promise<boolean> {
  const cuts = calls ?? CUTS;
  const full = await cutOften(cuts, 'full');
  const control = await cutOften(CONTROL_CUTS, 'normal');
  console.log(
    `A04: ${cuts} cuts: ${full.lost} of ${full.told} told entries lost, ${full.broken} databases broken; ` +
      `control (synchronous=NORMAL, ${CONTROL_CUTS} cuts): ${control.lost} of ${control.told} lost`,
  );
  return full.lost === 0 && full.broken === 0 && control.lost > 0;
}

async function cutOften(cuts: number, durability: 'full' | 'normal') {
  const sum = { told: 0, lost: 0, broken: 0 };
  for (let cut = 0; cut < cuts; cut += 1) {
    const { told, kept, whole } = await cutOnce(durability);
    sum.told += told;
    sum.lost += Math.max(0, told - kept);
    if (!whole) sum.broken += 1;
  }
  return sum;
}

async function cutOnce(durability: string) {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-power-'));
  const [image, disk, copy] = ['image', 'disk', 'copy'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(disk);
  let writer: ChildProcess | undefined;
  try {
    must('truncate', '-s', '64M', image);
    must('mkfs.ext4', '-q', '-F', image);
    must('mount', '-o', 'loop', image, disk);
    let said = '';
    const started = spawn(process.execPath, [WRITER, join(disk, 'data'), 'forever', durability], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    writer = started;
    started.stdout.on('data', (data) => (said += String(data)));
    await until(() => said !== '', { what: 'the first entry', timeoutMs: 20_000 });
    await pass(200 + Math.random() * 1_500);
    started.kill('SIGSTOP');
    await until(() => stateOf(started.pid) === 'T', { what: 'the writer to stand still' });
    // what it told before it stood still may be on its way through the pipe
    await pass(50);
    const told = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
    must('cp', '--sparse=always', image, copy);
    started.kill('SIGKILL');
    await new Promise((resolve) => started.once('close', resolve));
    writer = undefined;
    must('umount', disk);
    must('mount', '-o', 'loop', copy, disk);
    return { told, ...leftIn(join(disk, 'data')) };
  } finally {
    writer?.kill('SIGKILL');
    spawnSync('umount', [disk]);
    rmSync(dir, { recursive: true, force: true });
  }
}

function stateOf(pid: number | undefined): string | undefined {
  return spawnSync('ps', ['-o', 'state=', '-p', String(pid)])
    .stdout.toString()
    .trim()[0];
}

function must(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? stderr.toString()}`);
}
