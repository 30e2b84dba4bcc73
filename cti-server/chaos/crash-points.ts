import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFedStage } from './fed-server.ts';
import type { RowOptions } from './row.ts';
import { SYNCS, writesOf } from './strace.ts';

/** Every write of so many is a crash point. */
const WRITES_APART = 10;

/**
 * A03 Twenty recorded calls told to the server, which is killed at every fsync and at every tenth write in
 * turn: nothing that was told to a page is lost, and when the rest is told to the next one, the log is what it
 * is without any crash. `--calls N`: N crash points, evenly chosen.
 */
export async function crashPoints({ calls: most }: RowOptions): Promise<boolean> {
  const stage = await openFedStage();
  try {
    const trace = join(stage.dir, 'calm.trace');
    const calm = await stage.run('calm', { trace });
    const { syncs, writes } = writesOf(readFileSync(trace, 'utf8'));
    const again = await stage.run('again');
    if (again.content !== calm.content) console.log('  two runs without a fault differ');
    const points = chosen(most, [
      ...steps(syncs, 1).map((when) => ({ calls: SYNCS, when })),
      ...steps(writes, WRITES_APART).map((when) => ({ calls: 'pwrite64', when })),
    ]);
    let bad = again.content === calm.content ? 0 : 1;
    let killed = 0;
    for (const { calls, when } of points) {
      const fault = `${calls}:signal=KILL:when=${when}`;
      const { crash, whole, content } = await stage.run('crashed', { fault });
      if (crash) killed += 1;
      const isKept = crash === null || (crash.kept >= crash.told && crash.whole);
      if (isKept && whole && content === calm.content) continue;
      bad += 1;
      console.log(
        `  ${calls} ${when}: told ${crash?.told}, kept ${crash?.kept}, same ${content === calm.content}`,
      );
      if (content !== calm.content) console.log(`    ${firstDifference(content, calm.content)}`);
    }
    console.log(
      `A03: ${points.length} runs of the server (${syncs} syncs, ${writes} writes), ${killed} killed, ${bad} not as without a crash`,
    );
    return bad === 0 && killed > points.length / 2;
  } finally {
    await stage.end();
  }
}

/** C03 The disk fails an fsync: what was told is there, the process ends, and the next one goes on. */
export async function failedSyncs(): Promise<boolean> {
  const stage = await openFedStage();
  try {
    const calm = await stage.run('calm');
    let bad = 0;
    for (const when of ['20', '21', '22', '23', '24', '25', '20..25', '1+']) {
      const fault = `${SYNCS}:error=EIO:when=${when}`;
      const { crash, whole, content } = await stage.run('failed', { fault });
      const isRight = crash !== null && crash.code !== 0 && crash.kept >= crash.told && crash.whole;
      const isSame = whole && content === calm.content;
      if (!isRight || !isSame) bad += 1;
      console.log(
        `  EIO at sync ${when}: told ${crash?.told}, kept ${crash?.kept}, ended with ${crash?.code}, the log afterwards ${isSame ? 'the same' : 'ANOTHER'}`,
      );
      if (content !== calm.content) console.log(`    ${firstDifference(content, calm.content)}`);
    }
    return bad === 0;
  } finally {
    await stage.end();
  }
}

function steps(last: number, by: number): number[] {
  return Array.from({ length: Math.ceil(last / by) }, (_, index) => 1 + index * by);
}

function chosen<T>(most: number | null, all: readonly T[]): T[] {
  if (most === null || most >= all.length) return [...all];
  return steps(most, 1).map((n) => all[Math.floor(((n - 1) * all.length) / most)] as T);
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (one[at] === other[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 100), at + 100);
  return `${around(one)}\n    instead of\n    ${around(other)}`;
}
