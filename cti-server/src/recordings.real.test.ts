import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { callIn, deskPhone, TONE_HZ } from '../../fixtures/asterisk/phones.ts';
import { toneShare } from '../../fixtures/asterisk/tone.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { AuditPage, CallPage, CallView, Health, RecordingPlay } from './contract/index.ts';
import { type Clock, systemClock } from './kernel/clock.ts';

// C25 L10 A call that a real PBX records in two files, as after each transfer: both are heard, and both go.

const DAY_MS = 24 * 3_600_000;
const FROM = '79165550025';

/** Two days later, and what waits for five minutes, as retention does, waits no more. */
const later: Clock = {
  ...systemClock,
  now: () => systemClock.now() + 2 * DAY_MS,
  after: (ms, act) => systemClock.after(ms === 5 * 60_000 ? 0 : ms, act),
};

describe.each([22, 16] as const)('Asterisk %i', (version) => {
  let pbx: RunningAsterisk;
  let server: TestServer;
  let cookie: string;
  let vera: string;

  const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-recorded-'));
  const start = async (clock: Clock) => {
    const connection = connectionTo(pbx, { recordingsDir: pbx.recordingsDir });
    server = await startTestServer({ dataDir, clock, config: { pbx: [connection] } });
  };
  const read = async <T>(path: string): Promise<T> =>
    (await (await server.ask('GET', path, { cookie })).json()) as T;

  beforeAll(async () => {
    pbx = await startAsterisk({ version });
    await start(systemClock);
    await server.addUser({ login: 'root', role: 'admin' });
    await server.addUser({ login: 'vera', pbx: 'main', extension: '106', device: 'desk' });
    [cookie, vera] = [await server.signIn('root'), await server.signIn('vera')];
    const isUp = async () =>
      (await read<Health>('/healthz')).parts.find(({ part }) => part === 'pbx:main')?.ok;
    await until(isUp, { what: 'the connection' });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(dataDir, { recursive: true });
  });

  /** The newest call of the customer, once it is as asked. */
  const call = (what: string, is: (one: CallView) => boolean) =>
    until(
      async () => {
        const { items } = await read<CallPage>('/api/calls?limit=5');
        return items.find((one) => one.externalNumber === FROM && is(one));
      },
      { what, timeoutMs: 15_000 },
    );
  const talks = (extension: string) =>
    call(`a talk with ${extension}`, ({ handledBy, state }) => {
      return state === 'talking' && handledBy.at(-1) === extension;
    });
  /** Waits until a file has a second of sound more. */
  const goesOn = (file: string) => {
    const size = () => (existsSync(file) ? readFileSync(file).length : 0);
    const from = size();
    return until(() => size() - from > 16_000, { what: `more of ${file}`, timeoutMs: 15_000 });
  };

  test('both files are heard with their tone, each play is noted, and retention removes both', async () => {
    const answer = { behaviour: 'answer', ringMs: 200 } as const;
    const phones = [
      await deskPhone(pbx, { ...answer, extension: '106' }),
      await deskPhone(pbx, { ...answer, extension: '107' }),
    ];
    const talk = await callIn(pbx, { did: '74950000106', callerNumber: FROM });
    try {
      const { id, recordings } = await talks('106');
      await goesOn(join(pbx.recordingsDir, recordings[0]?.file ?? ''));
      const order = { cookie: vera, body: { number: '107', ask: false } };
      const sent = await server.ask('POST', `/api/calls/${id}/transfer`, order);
      expect(sent.status).toBeLessThan(300);
      const moved = await talks('107');
      await goesOn(join(pbx.recordingsDir, moved.recordings[1]?.file ?? ''));
    } finally {
      await talk.cancel();
      for (const phone of phones) await phone.stop();
    }
    const { id, recordings, recording, recordingId } = await call(
      'the end',
      ({ endedAt }) => endedAt !== null,
    );
    expect(recordings).toHaveLength(2);
    expect(recordings[0]).toMatchObject({ n: 1, file: recording, id: recordingId });
    const files = recordings.map(({ file }) => join(pbx.recordingsDir, file));
    expect(new Set(files).size).toBe(2);
    for (const [place, one] of recordings.entries()) {
      expect(Date.parse(one.endedAt ?? '')).toBeGreaterThan(Date.parse(one.startedAt ?? ''));
      const sound = await server.ask('GET', `/api/recordings/${one.id}`, { cookie });
      expect(sound.status).toBe(200);
      const wav = Buffer.from(await sound.arrayBuffer());
      expect(wav).toEqual(readFileSync(files[place] ?? ''));
      expect(toneShare(wav, TONE_HZ)).toBeGreaterThan(0.5);
    }
    const { items: plays } = await read<{ items: RecordingPlay[] }>(`/api/calls/${id}/plays`);
    expect(plays.map((one) => one.recording)).toEqual([2, 1]);

    const rules = { callsDays: null, recordingsDays: 1, capturesDays: 1 };
    const saved = await server.ask('PUT', '/api/retention', { cookie, body: rules });
    expect(saved.status).toBeLessThan(300);
    await server.stop();
    await start(later);
    await until(() => !files.some((file) => existsSync(file)), {
      what: 'the files are gone',
      timeoutMs: 15_000,
    });
    cookie = await server.signIn('root');
    await until(async () => (await read<CallView>(`/api/calls/${id}`)).recordings.length === 0, {
      what: 'nothing leads to them',
    });
    const { items } = await read<AuditPage>('/api/audit?action=retention-ran');
    const counted = items[0]?.changes.find(({ field }) => field === 'recordings')?.after;
    expect(counted).toBeGreaterThanOrEqual(2);
  });
});
