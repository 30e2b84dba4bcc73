import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProcessStage, type ProcessStage, START_MS } from '../../fixtures/server-process.ts';
import { until } from '../../fixtures/until.ts';

const PLANTED = [
  '--import',
  join(import.meta.dirname, '../../fixtures/preloads/planted-errors.ts'),
];

let stage: ProcessStage;
beforeEach(() => {
  stage = openProcessStage();
});
afterEach(() => stage.end());

/** The line of the log that tells of what was planted. */
function lineIn(logged: string): Record<string, string> | null {
  const line = logged.split('\n').find((one) => one.includes('Error: planted'));
  return line === undefined ? null : (JSON.parse(line) as Record<string, string>);
}

describe('E06 an error that nobody caught is never silent', () => {
  test('promises that fail unseen: each is logged with its stack, an id and what it came of; the server goes on', {
    timeout: START_MS * 2,
  }, async () => {
    const ways = [
      'a rejected promise',
      'an async function',
      'a promise of a timer',
      'a callback of then',
    ];
    const server = stage.run({ flags: PLANTED });
    const { origin } = await server.ready();
    const ids = new Set<string>();
    for (const way of ways) {
      const before = server.logged().length;
      server.child.send(way);
      const line = await until(() => lineIn(server.logged().slice(before)), { what: way });
      expect(line).toMatchObject({
        level: 'error',
        msg: 'A promise failed unseen',
        request: `of ${way}`,
        error: expect.stringMatching(/^Error: planted\n +at /),
      });
      ids.add(line.id ?? '');
    }
    expect(ids.size).toBe(ways.length);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect(server.child.exitCode).toBeNull();
  });

  test.each([
    'a timer',
    'an interval',
    'an immediate',
    'a microtask',
    'the next tick',
    'a callback of the file system',
    'an error event that nobody hears',
    'a stream',
    'a socket',
  ])(
    '%s: logged and said with its stack, an id and what it came of; the process ends with 1 for its supervisor',
    { timeout: START_MS * 2 },
    async (way) => {
      const server = stage.run({ flags: PLANTED });
      await server.ready();
      server.child.send(way);
      expect(await server.ended(6_000)).toBe(1);
      const line = lineIn(server.logged());
      expect(line).toMatchObject({
        level: 'error',
        msg: 'An error nobody caught; the server ends',
        request: `of ${way}`,
        error: expect.stringMatching(/^Error: planted\n +at /),
      });
      expect(server.said()).toContain(`${line?.id} Error: planted`);
    },
  );
});
