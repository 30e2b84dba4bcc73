import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { type ReplayedPbx, startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import { until } from '../../fixtures/until.ts';
import { callStream } from '../bench/ami-stream-of-calls.ts';
import { becomeAdmin, hearing, openLive } from '../bench/live-socket.ts';
import { type ServerProcess, startServer } from '../bench/server-process.ts';
import type { LiveMessage } from '../src/contract/index.ts';
import { leftIn } from './fed-server.ts';
import type { RowOptions } from './row.ts';

const CUTS = 100;
const CONTROL_CUTS = 10;
/** Some five calls. */
const EVENTS_PER_SECOND = 100;
const RECORDINGS = ['in-direct-answered-22', 'in-queue-answered-22', 'in-direct-abandoned-22'];
/** The control: the durability that the library has by itself. */
const NORMAL = [
  '--import',
  join(import.meta.dirname, '../../fixtures/preloads/synchronous-normal.ts'),
];

/**
 * A04 A power cut: the disk as it is at some moment, without what the system still holds in memory. The
 * server's data lies on a file system in an image, and a PBX tells it five calls a second; the image is copied
 * while the server stands still, and read. What a page was told before must be there. A control run with the
 * library's own durability must lose something, else the rig proves nothing. Needs root, for mounting.
 */
export async function powerCuts({ calls }: RowOptions): Promise<boolean> {
  const cuts = calls ?? CUTS;
  const full = await cutOften(cuts, []);
  const control = await cutOften(CONTROL_CUTS, NORMAL);
  console.log(
    `A04: ${cuts} cuts: ${full.lost} of ${full.told} told entries lost, ${full.broken} databases broken; ` +
      `control (synchronous=NORMAL, ${CONTROL_CUTS} cuts): ${control.lost} of ${control.told} lost`,
  );
  return full.lost === 0 && full.broken === 0 && control.lost > 0;
}

async function cutOften(cuts: number, flags: readonly string[]) {
  const sum = { told: 0, lost: 0, broken: 0 };
  for (let cut = 0; cut < cuts; cut += 1) {
    const { told, kept, whole } = await cutOnce(flags);
    sum.told += told;
    sum.lost += Math.max(0, told - kept);
    if (!whole) sum.broken += 1;
  }
  return sum;
}

async function cutOnce(flags: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-power-'));
  const [image, disk, copy] = ['image', 'disk', 'copy'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(disk);
  const pbx = await startReplayedPbx();
  let server: ChildProcess | undefined;
  try {
    must('truncate', '-s', '64M', image);
    must('mkfs.ext4', '-q', '-F', image);
    must('mount', '-o', 'loop', image, disk);
    const started = await startServer(disk, pbx.port, { flags });
    server = started.child;
    const told = await tellCalls(started, pbx);
    started.child.kill('SIGSTOP');
    await until(() => stateOf(started.child.pid) === 'T', { what: 'the server to stand still' });
    // what it told before it stood still may be on its way
    await pass(50);
    must('cp', '--sparse=always', image, copy);
    await endOf(started.child);
    server = undefined;
    must('umount', disk);
    must('mount', '-o', 'loop', copy, disk);
    return { told: told(), ...leftIn(disk) };
  } finally {
    if (server) await endOf(server);
    await pbx.stop();
    spawnSync('umount', [disk]);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Calls for a while; gives how to ask for the number of the last entry that a page was told of. */
async function tellCalls(server: ServerProcess, pbx: ReplayedPbx): Promise<() => number> {
  let told = 0;
  const socket = await openLive(server.origin, await becomeAdmin(server));
  hearing(socket, (text) => {
    const message = JSON.parse(text) as LiveMessage;
    if (message.type === 'call') told = message.n;
  });
  // the second look at the channels ends calls that it does not list: ours begin after it
  await until(() => pbx.received().split('coreshowchannels').length > 2, {
    what: 'both snapshots',
    timeoutMs: 20_000,
  });
  const calls = callStream({ recordings: RECORDINGS, lanes: 10, callers: ['79161234567'] });
  const stopAt = performance.now() + 500 + Math.random() * 2_500;
  while (performance.now() < stopAt || told === 0) {
    pbx.send(calls.next().value as string);
    await pass(1_000 / EVENTS_PER_SECOND);
  }
  return () => told;
}

async function endOf(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
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
