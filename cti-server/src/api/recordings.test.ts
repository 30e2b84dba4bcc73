import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { AuditPage, CallPage, CallView, RecordingPlay } from '../contract/index.ts';
import { rangeOf } from './recordings.ts';

const SOUND = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
const OTHER = Buffer.from(SOUND.map((byte) => 255 - byte));
const pbx = createFakePbx();
let dir: string;
let server: TestServer;
let anna: string;
let boris: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-sound-'));
  mkdirSync(join(dir, 'sound'));
  writeFileSync(join(dir, 'sound', 'call.wav'), SOUND);
  writeFileSync(join(dir, 'sound', 'other.wav'), OTHER);
  writeFileSync(join(dir, 'secret.wav'), SOUND);
  symlinkSync(join(dir, 'secret.wav'), join(dir, 'sound', 'link.wav'));
  server = await startTestServer({
    connectors: pbx.connectors,
    config: { pbx: [officeOf({ recordingsDir: join(dir, 'sound') })] },
  });
  await server.addUser({ login: 'anna', extension: '101' });
  await server.addUser({ login: 'boris', extension: '102' });
  const boss = await server.addUser({ login: 'boss', role: 'supervisor' });
  await server.addTeam({ name: 'All', supervisors: [boss.id], seesAll: true });
  await server.addUser({ login: 'root', role: 'admin' });
  anna = await server.signIn('anna');
  boris = await server.signIn('boris');
});

afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true });
});

let channels = 0;

/** A call to 101 with this recording; gives the opaque id. */
async function recorded(file: string): Promise<string> {
  return (await recordedIn(file)).recordingId ?? '';
}

/** A call to 101 with these recordings. */
async function recordedIn(...files: string[]): Promise<CallView> {
  channels += 1;
  const channel = `rec${channels}`;
  const id = pbx.ring({ from: '79161234567', extension: '101', channel });
  for (const file of files)
    pbx.say({ kind: 'recording', file, isFile: true, channel, group: channel });
  pbx.hangUp(channel);
  return until(
    async () => {
      const answer = await server.ask('GET', `/api/calls/${id}`, { cookie: anna });
      const view = (await answer.json()) as CallView;
      return view.endedAt ? view : null;
    },
    { what: 'the recordings in the log' },
  );
}

/** Who heard the call of the last recording, as the administrator is told. */
async function heardBy(): Promise<string[]> {
  const boss = await server.signIn('boss');
  const { items } = (await (
    await server.ask('GET', '/api/calls?limit=1', { cookie: boss })
  ).json()) as CallPage;
  const url = `/api/calls/${items[0]?.id}/plays`;
  expect((await server.ask('GET', url, { cookie: anna })).status).toBe(403);
  const plays = (await (await server.ask('GET', url, { cookie: boss })).json()) as {
    items: RecordingPlay[];
  };
  return plays.items.map(({ userName, address, recording }) =>
    [userName, address, ...(recording > 1 ? [recording] : [])].join(' '),
  );
}

const play = (id: string, cookie: string, headers: Record<string, string> = {}) =>
  server.ask('GET', `/api/recordings/${id}`, { cookie, headers });

describe('F05 recordings', () => {
  test('who may hear it gets the sound, not kept and not sniffed', async () => {
    const answer = await play(await recorded('call.wav'), anna);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(SOUND);
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename="[\w-]+\.wav"$/);
  });

  test('ids have at least 128 bits and say nothing', async () => {
    expect(await recorded('call.wav')).toMatch(/^[\w-]{22,}$/);
  });

  test('a foreign one, there or not, and a forged id all answer 404 alike', async () => {
    const foreign = await play(await recorded('call.wav'), boris);
    const gone = await play(await recorded('gone.wav'), boris);
    const forged = await play('x'.repeat(22), anna);
    expect([foreign.status, gone.status, forged.status]).toEqual([404, 404, 404]);
    const bodies = await Promise.all([foreign, gone, forged].map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
  });

  test('who may hear it is told that the file is not there, and that is no play', async () => {
    const id = await recorded('gone.wav');
    const answer = await play(id, anna);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'recording-missing', cure: expect.any(String) }),
    ]);
  });

  test.each(['../secret.wav', '/etc/passwd', 'link.wav', '..%2fsecret.wav', 'a/../../secret.wav'])(
    'a file name that leads out of the folder: %s',
    async (file) => {
      expect((await play(await recorded(file), anna)).status).toBe(404);
    },
  );

  test.each(['../call.wav', '..%2F..%2Fsecret.wav', 'call.wav', '%00'])(
    'a path instead of an id: %s',
    async (id) => {
      expect((await play(id, anna)).status).toBe(404);
    },
  );

  test('a player can seek', async () => {
    const answer = await play(await recorded('call.wav'), anna, { range: 'bytes=100-199' });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe('bytes 100-199/1000');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(SOUND.subarray(100, 200));
  });

  test('L9 each play is noted: who, and from where; a seek is no play, a refusal neither', async () => {
    const id = await recorded('call.wav');
    await play(id, boris);
    expect(await heardBy()).toEqual([]);
    await play(id, anna, { range: 'bytes=0-' });
    await play(id, anna, { range: 'bytes=500-' });
    await play(id, anna, { range: 'bytes=5000-' });
    expect(await heardBy()).toEqual(['anna 127.0.0.1']);
    await play(id, anna);
    expect(await heardBy()).toHaveLength(2);
  });

  test('who begins in the middle heard it, too', async () => {
    await play(await recorded('call.wav'), anna, { range: 'bytes=500-' });
    expect(await heardBy()).toEqual(['anna 127.0.0.1']);
  });

  test('C25 L9 each of several is heard and noted by itself, and leads nowhere else', async () => {
    const { id, recordings } = await recordedIn('call.wav', 'other.wav', '../secret.wav');
    const [first, second, outside] = recordings.map((one) => one.id);
    expect(recordings.map(({ file }) => file)).toEqual(['call.wav', 'other.wav', 'secret.wav']);
    expect(Buffer.from(await (await play(first ?? '', anna)).arrayBuffer())).toEqual(SOUND);
    // that the first was heard is no play of the second
    const part = await play(second ?? '', anna, { range: 'bytes=100-199' });
    expect(Buffer.from(await part.arrayBuffer())).toEqual(OTHER.subarray(100, 200));
    expect((await play(second ?? '', boris)).status).toBe(404);
    expect((await play(outside ?? '', anna)).status).toBe(404);
    expect(await heardBy()).toEqual(['anna 127.0.0.1 2', 'anna 127.0.0.1']);
    const boss = await server.signIn('root');
    const log = await server.ask('GET', '/api/audit?action=recording-played&limit=2', {
      cookie: boss,
    });
    const { items } = (await log.json()) as AuditPage;
    expect(items.map(({ target, changes }) => [target?.id, changes])).toEqual([
      [id, [{ field: 'recording', before: null, after: 2 }]],
      [id, [{ field: 'recording', before: null, after: 1 }]],
    ]);
  });

  test('a range behind the end: 416', async () => {
    const answer = await play(await recorded('call.wav'), anna, { range: 'bytes=5000-' });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */1000');
  });
});

test.each([
  [undefined, null],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=20-10', null],
  ['bytes=0-1,5-6', null],
  ['lines=1-2', null],
  ['bytes=a-b', null],
])('RFC 9110: %s of 100 bytes', (header, range) => {
  expect(rangeOf(header, 100)).toEqual(range);
});
