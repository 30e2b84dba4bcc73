import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';
import { type CallStage, openCallStage } from './call-stage.ts';

// Pages of others in the browser in which an operator is signed in. Every name below `.localhost` is this
// machine, and a site of its own.

let stage: CallStage;
/** On the road to the server, to see what browsers sent. */
let way: BreakableWay;
let foreign: Server;
let victim: Page;
let context: BrowserContext;

/** The product, and foreign pages; each under any name. */
const ours = (host = 'perezvon.localhost') => `http://${host}:${way.port}`;
const theirs = (host: string) => `http://${host}:${(foreign.address() as AddressInfo).port}`;

beforeAll(async () => {
  stage = await openCallStage();
  way = await breakableWay(Number(new URL(stage.server.origin).port));
  foreign = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const framed = `<iframe sandbox="allow-scripts" src="/"></iframe>`;
    response.end(`<!doctype html><title>foreign</title>${request.url === '/framed' ? framed : ''}`);
  });
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  victim = await stage.desk('anna', ours());
  context = victim.context();
});
afterAll(async () => {
  await stage?.stop();
  foreign?.close();
  await way?.close();
});

/** What a script of a page gets out of a socket to us. */
interface Attempt {
  readonly opened: boolean;
  readonly frames: number;
  readonly code: number;
}

/** Opens a socket from the page, says what our own page would, and waits for its end or its first frame. */
function attempt(from: { evaluate: Page['evaluate'] }, path: string): Promise<Attempt> {
  const url = `${ours().replace('http', 'ws')}${path}`;
  return from.evaluate(
    ([to, protocol]) =>
      new Promise<Attempt>((resolve) => {
        const socket = protocol ? new WebSocket(to, protocol) : new WebSocket(to);
        const seen = { opened: false, frames: 0, code: 0 };
        const end = () => {
          socket.close();
          resolve(seen);
        };
        socket.onopen = () => {
          seen.opened = true;
          if (protocol) return end();
          socket.send('{"type":"resume","epoch":null,"after":null}');
        };
        socket.onmessage = () => {
          seen.frames += 1;
          end();
        };
        socket.onclose = ({ code }) => {
          seen.code = code;
          resolve(seen);
        };
      }),
    [url, path === '/sip' ? 'sip' : ''] as const,
  );
}

/** The heads of upgrades for a path since `from`. */
const upgrades = (path: string, from: number) =>
  way.heads.slice(from).filter((head) => head.startsWith(`GET ${path} `));

const REFUSED: Attempt = { opened: false, frames: 0, code: 1006 };

describe.each(['/live', '/sip'])('F07 %s and pages of another origin', (path) => {
  test('our own page gets a socket: the attempt is a real one', async () => {
    const got = await attempt(victim, path);
    expect(got).toMatchObject({ opened: true, frames: path === '/live' ? 1 : 0 });
  });

  test.each([
    ['a page on another port of our host', () => theirs('perezvon.localhost'), true],
    ['our name in front of another', () => theirs('perezvon.localhost.evil.localhost'), false],
    ['our name behind another', () => theirs('evil-perezvon.localhost'), false],
    ['a name below ours', () => theirs('evil.perezvon.localhost'), true],
    ['another site', () => theirs('evil.localhost'), false],
  ])('%s: refused, no frame', async (_, where, sameSite) => {
    const page = await context.newPage();
    const refusals: string[] = [];
    page.on('websocket', (socket) => socket.on('socketerror', (error) => refusals.push(error)));
    await page.goto(where());
    const before = way.heads.length;
    expect(await attempt(page, path)).toEqual(REFUSED);
    const [head] = upgrades(path, before);
    expect(head).toContain(`Origin: ${where()}\r\n`);
    // a page of the same site does bear the cookie: what keeps it out is its origin
    expect(/^Cookie: .*perezvon=/m.test(head ?? '')).toBe(sameSite);
    expect(refusals.join()).toContain('403');
    await page.close();
  });

  test('a sandboxed frame, whose origin is null: refused, no frame', async () => {
    const page = await context.newPage();
    await page.goto(`${theirs('perezvon.localhost')}/framed`);
    const frame = page.frames()[1];
    if (!frame) throw new Error('There is no frame.');
    const before = way.heads.length;
    expect(await attempt(frame, path)).toEqual(REFUSED);
    expect(upgrades(path, before)[0]).toContain('Origin: null\r\n');
    await page.close();
  });
});

test('F07 a foreign page that bears the cookie can neither dial nor read', async () => {
  const page = await context.newPage();
  await page.goto(theirs('evil.perezvon.localhost'));
  const before = way.heads.length;
  const read = await page.evaluate(async (to) => {
    const post = (type: string, mode: RequestMode) =>
      fetch(`${to}/api/calls`, {
        method: 'POST',
        mode,
        credentials: 'include',
        headers: { 'content-type': type },
        body: '{"number":"79161112233"}',
      }).then(
        (answer) => answer.type,
        () => 'refused',
      );
    const me = fetch(`${to}/api/me`, { credentials: 'include' }).then(
      (answer) => answer.text(),
      () => 'refused',
    );
    return [await me, await post('application/json', 'cors'), await post('text/plain', 'no-cors')];
  }, ours());
  expect(read).toEqual(['refused', 'refused', 'opaque']);
  const posts = way.heads.slice(before).filter((head) => head.startsWith('POST /api/calls'));
  expect(posts.some((head) => /^Cookie: .*perezvon=/m.test(head))).toBe(true);
  expect(await stage.calls(1)).toEqual([]);
  await page.close();
});
