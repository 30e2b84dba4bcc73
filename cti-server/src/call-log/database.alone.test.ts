import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aChange, createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { until } from '../../../fixtures/until.ts';

const WRITER = new URL('../../../fixtures/log-writer.ts', import.meta.url);

let temp: TempLog;
beforeEach(() => {
  temp = createTempLog();
});
afterEach(() => temp.remove());

/** Another program that holds the write lock. */
async function lockedByAnother(): Promise<{ release(): Promise<void> }> {
  const script = `const { default: Sqlite } = await import('better-sqlite3');
    const db = new Sqlite(process.argv[1]); db.exec('BEGIN IMMEDIATE'); console.log('held');
    process.stdin.once('data', () => { db.exec('COMMIT'); db.close(); process.exit(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, temp.handle.file], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    async release() {
      child.stdin.write('x');
      await once(child, 'exit');
    },
  };
}

/** The longest time that the loop was held since, ms. */
function watchLoop(): { longest(): number; stop(): void } {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5);
    last = performance.now();
  }, 5);
  return { longest: () => longest, stop: () => clearInterval(timer) };
}

describe('C05 another program holds the database', () => {
  test('C05 the loop goes on, health says so after 2 s, and nothing is lost', {
    timeout: 30_000,
  }, async () => {
    const told: string[] = [];
    temp.log.subscribe((entry) => {
      if (entry.kind === 'call') told.push(entry.record.id);
    });
    const other = await lockedByAnother();
    const loop = watchLoop();
    let serial = 0;
    const writing = setInterval(() => {
      serial += 1;
      temp.log.append(aChange({ id: `office-${serial}` }));
    }, 20);
    await until(() => !temp.log.status().ok, { what: 'health to say so', timeoutMs: 10_000 });
    expect(temp.log.status().error).toMatchObject({
      cure: expect.stringContaining('Close the other'),
    });
    await expect(temp.log.setNote('office-1', { note: 'x' }, 1)).rejects.toThrow('locked');
    expect(told).toEqual([]);
    expect((await temp.log.list({ endpoints: null }, { limit: 5 })).items).toEqual([]);
    await other.release();
    clearInterval(writing);
    await until(() => temp.log.waiting() === 0, { what: 'the queue to be written' });
    loop.stop();
    expect(told).toEqual(Array.from({ length: serial }, (_, i) => `office-${i + 1}`));
    expect(temp.log.status().ok).toBe(true);
    expect(loop.longest()).toBeLessThanOrEqual(100);
  });
});

describe('L1 a process killed in the middle of writing', () => {
  test('L1 leaves no half entry, and all that was told', { timeout: 60_000 }, async () => {
    const { sqlite, file } = temp.handle;
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, [fileURLToPath(WRITER), file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let told = 0;
      let wanted = 200 + round * 131;
      child.stdout.on('data', (chunk) => {
        const numbers = String(chunk).trim().split('\n');
        wanted -= numbers.length;
        told = Math.max(told, ...numbers.slice(0, -1).map(Number));
        if (wanted < 0) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      expect(told).toBeGreaterThan(100);
      expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
      const last = sqlite.prepare('SELECT max(n) FROM call_log_entries').pluck().get();
      expect(last).toBeGreaterThanOrEqual(told);
      const halves = sqlite
        .prepare(
          `SELECT n FROM call_log_entries e
           WHERE NOT EXISTS (SELECT 1 FROM calls WHERE id = e.body ->> '$.record.id')
              OR NOT EXISTS (SELECT 1 FROM interactions WHERE call_id = e.body ->> '$.record.id')`,
        )
        .all();
      expect(halves).toEqual([]);
    }
  });
});
