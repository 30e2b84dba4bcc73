import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { leftIn } from './fed-server.ts';
import { compareWithLedger } from './ledger.ts';
import { makeCalls } from './mixed-calls.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { FILLED_IN_MS, startSupervised } from './supervised-server.ts';

const PER_SECOND = 5;
const FULL_AFTER_MS = 15_000;
const FULL_FOR_MS = 120_000;

/**
 * C02 The disk is full for two minutes while calls of all kinds come at 5/s: the server goes on, people are
 * warned before, and when there is room again every call is in the log once. Needs root, for mounting.
 */
export async function fullDisk(options: RowOptions): Promise<boolean> {
  return onStage(options, async ({ dir, pbx, office }) => {
    const disk = join(dir, 'disk');
    mkdirSync(disk);
    must('mount', '-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk);
    const server = await startSupervised(disk, pbx);
    const ballast = join(disk, 'ballast');
    try {
      const calls = makeCalls(office, {
        count: options.calls ?? ((FULL_AFTER_MS + FULL_FOR_MS) / 1_000 + 15) * PER_SECOND,
        perSecond: PER_SECOND,
      });
      await pass(FULL_AFTER_MS);
      fill(ballast, 0.92);
      const warned = await server.broken();
      fill(ballast, 1);
      await pass(FULL_FOR_MS);
      const full = await server.broken();
      const pid = server.pid();
      rmSync(ballast);
      const { ledger, broken } = await calls;
      await pass(FILLED_IN_MS);
      const after = await server.broken();
      const { lost, doubled, wrong, extra } = compareWithLedger(ledger, await server.calls());
      const alive = server.pid() === pid;
      await server.stop();
      const { whole } = leftIn(disk);
      console.log(
        `C02 on Asterisk ${options.version}: ${ledger.length} calls, the disk full for ${FULL_FOR_MS / 1_000} s: ` +
          `${lost.length} lost, ${doubled.length} doubled, ${wrong.length} wrong, ${extra.length} extra; same process ${alive}, database whole ${whole}`,
      );
      console.log(`  at 92 %: ${warned}\n  full: ${full}\n  afterwards: ${after || 'all works'}`);
      for (const line of [...broken, ...lost, ...doubled, ...wrong, ...extra].slice(0, 20))
        console.log(`    ${line}`);
      const bad = broken.length + lost.length + doubled.length + wrong.length + extra.length;
      return bad === 0 && alive && whole && warned.includes('disk') && full.includes('call-log');
    } finally {
      await server.stop();
      spawnSync('umount', [disk]);
    }
  });
}

/** Fills the file system until this share of it is taken. */
function fill(file: string, share: number): void {
  const { bavail, blocks, bsize } = statfsSync(join(file, '..'));
  const bytes = Math.max(0, bavail - blocks * (1 - share)) * bsize;
  try {
    writeFileSync(file, Buffer.alloc(Math.floor(bytes)), { flag: 'a' });
  } catch {
    // full is what it is to be
  }
}

function must(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.toString()}`);
}
