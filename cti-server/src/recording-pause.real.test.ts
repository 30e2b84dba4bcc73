import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { callIn, deskPhone, TONE_HZ } from '../../fixtures/asterisk/phones.ts';
import { loudness, toneShare } from '../../fixtures/asterisk/tone.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import type { AuditPage, CallPage, CallView, Health } from './contract/index.ts';

// F16 What is said while the recording is paused is not in its file: a real PBX, phones that send a tone all the time.

/** RMS below −60 dBFS. */
const SILENT = 32_768 / 1_000;

describe.each([22, 16] as const)('Asterisk %i', (version) => {
  let pbx: RunningAsterisk;
  let server: TestServer;
  let cookie: string;
  let vera: string;

  beforeAll(async () => {
    pbx = await startAsterisk({ version });
    const connection = connectionTo(pbx, { recordingsDir: pbx.recordingsDir });
    server = await startTestServer({ config: { pbx: [connection] } });
    await server.addUser({ login: 'root', role: 'admin' });
    const phone = { pbx: 'main', extension: '106', device: 'desk' } as const;
    await server.addUser({ login: 'vera', ...phone, mayPause: true });
    [cookie, vera] = [await server.signIn('root'), await server.signIn('vera')];
    const isUp = async () => {
      const { parts } = (await (await server.ask('GET', '/healthz', { cookie })).json()) as Health;
      return parts.find(({ part }) => part === 'pbx:main')?.ok;
    };
    await until(isUp, { what: 'the connection' });
  });
  afterAll(() => server?.stop());

  const call = async (state: CallView['state']) => {
    const found = async () => {
      const answer = await server.ask('GET', '/api/calls?limit=5', { cookie });
      const { items } = (await answer.json()) as CallPage;
      return items.find((one) => one.externalNumber === '79165550016' && one.state === state);
    };
    return until(found, { what: `the call is ${state}`, timeoutMs: 15_000 });
  };
  const order = (id: string, paused: boolean, by = vera) =>
    server.ask('PUT', `/api/calls/${id}/recording`, { cookie: by, body: { paused } });
  const pausesAre = (...open: boolean[]) =>
    until(
      async () => {
        const { recordingPauses = [] } = await call('talking');
        const now = recordingPauses.map(({ until: end }) => end === null);
        return JSON.stringify(now) === JSON.stringify(open);
      },
      { what: `pauses: ${open}` },
    );

  test('silence in the file for as long as the pause, sound before and after, all of it in the audit log', async () => {
    const phone = await deskPhone(pbx, { extension: '106', behaviour: 'answer', ringMs: 200 });
    const talk = await callIn(pbx, { did: '74950000106', callerNumber: '79165550016' });
    try {
      const { id, recording } = await call('talking');
      // some sound, then a pause, then some sound again
      const file = join(pbx.recordingsDir, recording ?? '');
      const soundFor = async (seconds: number) => {
        const from = readFileSync(file).length;
        const isLonger = () => readFileSync(file).length - from > seconds * 16_000;
        await until(isLonger, { what: 'more is recorded', timeoutMs: 15_000 });
      };
      await soundFor(1);
      expect((await order(id, true)).status).toBe(204);
      await pausesAre(true);
      await soundFor(2);
      expect((await order(id, false)).status).toBe(204);
      await pausesAre(false);
      await soundFor(1);
      await talk.cancel();
      const { recordingPauses, endedAt } = await call('ended');
      const [pause] = recordingPauses ?? [];
      const wav = readFileSync(file);
      const length = (wav.length - 44) / 16;
      const end = Date.parse(endedAt ?? '');
      const moment = (time: string | null) => length - (end - Date.parse(time ?? ''));
      const [from, to] = [moment(pause?.at ?? null), moment(pause?.until ?? null)];
      expect(to - from).toBeGreaterThan(1_900);
      const part = (begin: number, finish: number) => loudness(wav, begin, finish);
      expect(part(from + 300, to - 300)).toBeLessThan(SILENT);
      expect(part(0, from - 300)).toBeGreaterThan(1_000);
      expect(part(to + 300, length - 100)).toBeGreaterThan(1_000);
      expect(toneShare(wav, TONE_HZ)).toBeGreaterThan(0.5);
      expect((await order(id, true)).status).toBe(409);
    } finally {
      await talk.cancel();
      await phone.stop();
    }
    const log = await server.ask('GET', '/api/audit?limit=50', { cookie });
    const { items } = (await log.json()) as AuditPage;
    const rows = items.filter(({ action }) => action.startsWith('recording-'));
    expect(rows.map(({ action, who }) => [action, who?.login])).toEqual([
      ['recording-resumed', 'vera'],
      ['recording-paused', 'vera'],
    ]);
  });
});
