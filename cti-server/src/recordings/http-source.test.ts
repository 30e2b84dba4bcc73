import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpSource } from './http-source.ts';
import { RecordingSourceError } from './source.ts';

const SOUND = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
let server: Server | undefined;
let asked: string[] = [];

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A PBX's web server: with ranges or without, perhaps with a password. */
async function serve({ ranges = true, auth = '' } = {}): Promise<string> {
  asked = [];
  server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    if (auth !== '' && request.headers.authorization !== auth) return answer.writeHead(401).end();
    if (request.url === '/monitor/away.wav')
      return answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    if (request.url !== '/monitor/2026/a%20b.wav') return answer.writeHead(404).end();
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const part = ranges && start ? SOUND.subarray(Number(start), Number(end) + 1) : SOUND;
    answer.writeHead(part === SOUND ? 200 : 206, { 'content-length': part.length });
    return answer.end(request.method === 'HEAD' ? undefined : part);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/monitor/`;
}

const place = (url: string, user: string | null = null) => ({ url, user, secret: user && 'secret' });

describe('recordings by HTTP from the PBX', () => {
  test.each([true, false])('a part of the file; the server has ranges: %s', async (ranges) => {
    const source = createHttpSource(place(await serve({ ranges })));
    const file = await source.find(['none.wav', '2026/a b.wav']);
    expect(file).toMatchObject({ size: 1_000, type: 'audio/wav' });
    const part = await file?.read({ start: 100, end: 299 });
    expect(part && (await buffer(part))).toEqual(SOUND.subarray(100, 300));
    expect(asked).toEqual([
      'HEAD /monitor/none.wav',
      'HEAD /monitor/2026/a%20b.wav',
      'GET /monitor/2026/a%20b.wav',
    ]);
  });

  test('signs in where it must', async () => {
    const auth = `Basic ${Buffer.from('anna:secret').toString('base64')}`;
    const url = await serve({ auth });
    expect(await createHttpSource(place(url, 'anna')).find(['2026/a b.wav'])).not.toBeNull();
    const without = createHttpSource(place(url)).find(['2026/a b.wav']);
    await expect(without).rejects.toThrow(/answered 401/);
  });

  test('not there: none; not reachable, or sent elsewhere: said so', async () => {
    const source = createHttpSource(place(await serve()));
    expect(await source.find(['gone.wav'])).toBeNull();
    await expect(source.find(['away.wav'])).rejects.toThrow(RecordingSourceError);
    const nobody = createHttpSource(place('http://127.0.0.1:1/'));
    await expect(nobody.find(['a.wav'])).rejects.toThrow(/127\.0\.0\.1:1/);
  });
});
