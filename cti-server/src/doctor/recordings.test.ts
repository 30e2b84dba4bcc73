import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { examineByHttp } from './recordings.ts';

// Recordings that the PBX gives by HTTP: asked for one that is nowhere.

let server: Server;
afterEach(() => server.close());

async function examined(status: number, isOurs: boolean) {
  server = createServer((request, answer) => {
    const isIn = request.headers.authorization === `Basic ${btoa('perezvon:right')}`;
    answer.writeHead(isIn ? status : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const clock = createTestClock();
  const place = { url: `http://127.0.0.1:${port}/monitor/`, user: 'perezvon' };
  const asked = { clock, signal: new AbortController().signal, isOurs: () => isOurs };
  return { asked, clock, place };
}

test.each([
  [404, 'right', 'ok', /answers: recordings can be asked for/],
  [404, 'wrong', 'failed', /answered 401/],
  [500, 'right', 'failed', /answered 500/],
])('of our own PBX it is said what it answers: %i, %s secret: %s', async (...told) => {
  const [status, secret, state, words] = told;
  const { place, asked } = await examined(status, true);
  const found = await examineByHttp({ ...place, secret }, asked);
  expect(found).toMatchObject({ check: 'recordings', state });
  expect(found.found.en).toMatch(words);
});

test('F09 of a stranger’s port nothing is told, and that late', async () => {
  const { place, asked, clock } = await examined(404, false);
  let told: Awaited<ReturnType<typeof examineByHttp>> | null = null;
  void examineByHttp({ ...place, secret: 'wrong' }, asked).then((one) => (told = one));
  await expect.poll(() => clock.timers()).toBe(1);
  await clock.advance(10_999);
  expect(told).toBeNull();
  await clock.advance(1);
  expect(told).toMatchObject({ state: 'failed' });
  expect(JSON.stringify(told)).not.toContain('401');
});
