import { describe, expect, test, vi } from 'vitest';
import { createApiClient } from './api-client.ts';
import { ANY, ApiProblem, createHttp } from './http.ts';

function setUp(answer: () => Promise<Response>) {
  const asked: { path: string; method: string; body: unknown }[] = [];
  const onSignedOut = vi.fn<() => void>();
  const http = createHttp({
    onSignedOut,
    fetch: (path, init) => {
      asked.push({ path: path as string, method: init?.method ?? '', body: init?.body });
      return answer();
    },
  });
  return { http, api: createApiClient(http), asked, onSignedOut };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  setUp(async () => new Response(JSON.stringify(body), { status, headers }));

const problemOf = (act: Promise<unknown>) =>
  act.then(
    () => {
      throw new Error('It was expected to fail.');
    },
    (error: unknown) => error as ApiProblem,
  );

describe('HTTP to our own server', () => {
  test('a part of a file goes as the bytes that it is', async () => {
    const { api, asked } = json(200, {});
    const part = new Blob(['имя']);
    await api.sendImportPart('i/1', 512, part);
    expect(asked).toEqual([
      { method: 'PUT', path: '/api/contact-imports/i%2F1/file?at=512', body: part },
    ]);
  });

  test('who replaces something says which version they saw', async () => {
    const seen: (string | null)[] = [];
    const http = createHttp({
      onSignedOut: () => {},
      fetch: async (_, init) => {
        seen.push(new Headers(init?.headers).get('if-match'));
        return new Response('{}');
      },
    });
    const { saveContact, saveTeam, saveUser, saveRetention } = createApiClient(http);
    await saveContact({ id: 'c', version: 'v1' }, { kind: 'person', name: 'Анна', numbers: [] });
    const team = { name: 'Sales', members: [], supervisors: [], seesAll: false };
    await saveTeam({ id: 't', version: 'v2' }, team);
    await saveTeam(null, team);
    await saveRetention(
      { version: 'v3' },
      { callsDays: null, recordingsDays: null, capturesDays: 1 },
    );
    await saveUser({ id: 'u', version: ANY }, { disabled: true });
    expect(seen).toEqual(['"v1"', '"v2"', null, '"v3"', '*']);
  });

  test('an answer is given as it came; empty parameters are left out, ids are escaped', async () => {
    const { api, asked } = json(200, { items: [], next: null });
    const query = { text: 'a&b', direction: null, result: null, contactId: '' };
    expect(await api.calls(query, null)).toEqual({ items: [], next: null });
    await api.call('../users?x');
    expect(asked.map((one) => one.path)).toEqual([
      '/api/calls?text=a%26b',
      '/api/calls/..%2Fusers%3Fx',
    ]);
  });

  test('a problem keeps its code, cure and fields', async () => {
    const body = { type: 't', title: 't', status: 400, detail: 'No number.', code: 'bad-number' };
    const { api } = json(400, { ...body, cure: 'Type one.', fields: { number: 'is empty' } });
    const problem = await problemOf(api.dial(''));
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({
      code: 'bad-number',
      status: 400,
      cure: 'Type one.',
      fields: { number: 'is empty' },
    });
  });

  test('too many tries: says how long to wait', async () => {
    const body = { status: 429, detail: 'Too many.', code: 'too-many-tries' };
    const { api } = json(429, body, { 'retry-after': '30' });
    expect(await problemOf(api.signIn('a', 'b'))).toMatchObject({ retryAfter: 30 });
  });

  test('a 401 ends the session, but not when it is the answer to a password', async () => {
    const { api, onSignedOut } = json(401, { code: 'not-signed-in', detail: 'Sign in.' });
    await problemOf(api.signIn('a', 'wrong'));
    expect(onSignedOut).not.toHaveBeenCalled();
    await problemOf(api.me());
    expect(onSignedOut).toHaveBeenCalledOnce();
  });

  test('after its end nothing is sent any more, and a late 401 signs nobody out', async () => {
    const late = Promise.withResolvers<Response>();
    const { http, asked, onSignedOut } = setUp(() => late.promise);
    const under = problemOf(http.get('/api/calls'));
    http.end();
    late.resolve(new Response('{}', { status: 401 }));
    expect(await under).toMatchObject({ status: 401 });
    expect(await problemOf(http.put('/api/calls/a/note', { note: '' }))).toMatchObject({
      code: 'not-signed-in',
      status: 401,
    });
    expect(asked).toHaveLength(1);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test('a page of a proxy instead of JSON is told as such', async () => {
    const { api } = setUp(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(await problemOf(api.me())).toMatchObject({ code: 'unreadable', status: 502 });
  });

  test('no answer is `offline`, a late one `timeout`; a command is never sent twice', async () => {
    const gone = setUp(() => Promise.reject(new TypeError('fetch failed')));
    expect(await problemOf(gone.api.dial('101'))).toMatchObject({ code: 'offline', status: 0 });
    expect(gone.asked).toHaveLength(1);
    const late = setUp(() => Promise.reject(new DOMException('late', 'TimeoutError')));
    expect(await problemOf(late.api.dial('101'))).toMatchObject({ code: 'timeout' });
    expect(late.asked).toHaveLength(1);
  });

  test('what comes line by line is told line by line, however it is cut; a broken answer is a problem', async () => {
    const bytes = new TextEncoder().encode('{"n":"один"}\n{"n":"два"}\n');
    const cut = (broken: boolean) =>
      new ReadableStream({
        start(stream) {
          // within a letter, and within a line
          for (const [from, to] of [
            [0, 7],
            [7, 20],
            [20, bytes.length],
          ])
            stream.enqueue(bytes.slice(from, to));
          if (broken) stream.error(new TypeError('terminated'));
          else stream.close();
        },
      });
    const { http } = setUp(async () => new Response(cut(false)));
    const told = [];
    for await (const line of http.lines('/x', AbortSignal.timeout(1_000))) told.push(line);
    expect(told).toEqual([{ n: 'один' }, { n: 'два' }]);
    const broken = setUp(async () => new Response(cut(true))).http;
    const reading = broken.lines('/x', AbortSignal.timeout(1_000)).next();
    expect(await problemOf(reading)).toMatchObject({ code: 'offline' });
  });

  test('an answer without a body gives nothing', async () => {
    const { api } = setUp(async () => new Response(null, { status: 204 }));
    expect(await api.signOut()).toBeUndefined();
  });
});
