import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { Diagnosis } from '../contract/index.ts';
import { diagnosis } from '../pbx/diagnosis.ts';
import { CONNECTORS, type ConnectorKind } from '../pbx/registry.ts';

// The doctor's route with a connector whose checks are made when the test says so.

const WORDS = { ru: 'да', en: 'yes' };
const MAIN = { id: 'main', host: '127.0.0.1', port: 9, user: 'a', secret: 'b' };

let server: TestServer;
let cookie: string;
let next: PromiseWithResolvers<string>;
let running: number;

beforeEach(async () => {
  next = Promise.withResolvers();
  running = 0;
  const ami = CONNECTORS.get('asterisk-ami') as ConnectorKind;
  const kind: ConnectorKind = {
    ...ami,
    async *examine(_, { signal }) {
      running += 1;
      const cancelled = new Promise<null>((resolve) =>
        signal.addEventListener('abort', () => resolve(null)),
      );
      try {
        for (;;) {
          const name = await Promise.race([next.promise, cancelled]);
          if (name === null || name === '') return;
          next = Promise.withResolvers();
          yield diagnosis({ name, tried: WORDS }, 'ok', WORDS);
        }
      } finally {
        running -= 1;
      }
    },
  };
  server = await startTestServer({
    connectors: new Map([['asterisk-ami', kind]]),
    config: { pbx: [MAIN] },
  });
  await server.addUser({ login: 'root', role: 'admin' });
  cookie = await server.signIn('root');
});
afterEach(() => server.stop());

const begin = (signal?: AbortSignal) =>
  fetch(`${server.origin}/api/connections/main/doctor`, {
    method: 'POST',
    headers: { cookie, origin: server.origin },
    ...(signal ? { signal } : {}),
  });

async function nextCheck(reader: ReadableStreamDefaultReader<string>): Promise<string> {
  const { value = '' } = await reader.read();
  return (JSON.parse(value) as Diagnosis).check;
}

const readerOf = (answer: Response) =>
  (answer.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .getReader();

test('each check is told when it is made, not at the end', async () => {
  next.resolve('first');
  const answer = await begin();
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  const reader = readerOf(answer);
  expect(await nextCheck(reader)).toBe('first');
  next.resolve('second');
  expect(await nextCheck(reader)).toBe('second');
  next.resolve('');
  const rest = [];
  for (let read = await reader.read(); !read.done; read = await reader.read())
    rest.push(read.value);
  const named = rest.join('').match(/"check":"\w+"/g);
  expect(named).toEqual(['"check":"recordings"', '"check":"cdr"', '"check":"browsers"']);
  expect(running).toBe(0);
});

test('one at a time; whoever hangs up cancels it, and the next may begin at once', async () => {
  const left = new AbortController();
  next.resolve('first');
  const reader = readerOf(await begin(left.signal));
  expect(await nextCheck(reader)).toBe('first');
  expect((await begin()).status).toBe(429);
  expect(running).toBe(1);
  left.abort();
  await until(() => running === 0, { what: 'the examination is cancelled' });
  next.resolve('anew');
  const again = readerOf(await begin());
  expect(await nextCheck(again)).toBe('anew');
  await again.cancel();
});
