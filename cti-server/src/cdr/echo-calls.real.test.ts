import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openForeign } from '@perezvon/crm-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../../fixtures/asterisk/connection.ts';
import { deskPhone } from '../../../fixtures/asterisk/phones.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { CallPage } from '../contract/index.ts';

// side by side: each waits until the records are looked at
describe.concurrent.each([22, 16] as const)('Asterisk %i', (version) => {
  let pbx: RunningAsterisk;
  let server: TestServer;

  beforeAll(async () => {
    pbx = await startAsterisk({ version });
    const connection = connectionTo(pbx, { cdr: { file: pbx.cdrFile } });
    server = await startTestServer({ config: { pbx: [connection] } });
    await server.addUser({ login: 'root', role: 'admin' });
    await server.addUser({ login: 'vera', pbx: 'main', extension: '108', device: 'desk' });
  });
  afterAll(() => server?.stop());

  /** Up to which byte the records were read. */
  function readUpTo(): number {
    const database = openForeign(join(server.dataDir, 'perezvon.db'));
    const place = database.prepare('SELECT place FROM cdr_places').pluck().get();
    database.close();
    return place === undefined ? -1 : (JSON.parse(String(place)) as { offset: number }).offset;
  }
  const records = () => (existsSync(pbx.cdrFile) ? readFileSync(pbx.cdrFile, 'utf8') : '');
  const isAllRead = () => readUpTo() === Buffer.byteLength(records());
  // a PBX that other runs used has theirs
  const echoes = () => records().split(',"perezvon-echo-').length;

  test('C22 a test call is in the records of the PBX, and in no log', async () => {
    const cookie = await server.signIn('vera');
    const root = await server.signIn('root');
    await until(isAllRead, { what: 'what was there before' });
    const before = echoes();
    const phone = await deskPhone(pbx, { extension: '108', behaviour: 'answer', talkMs: 1_000 });
    try {
      const asked = () => server.ask('POST', '/api/me/echo', { cookie });
      const isRung = async () => ((await (await asked()).json()) as { result?: string }).result;
      await until(async () => (await isRung()) === 'accepted', { what: 'the PBX to take it' });
      await until(() => echoes() > before, {
        what: 'its record',
        timeoutMs: 15_000,
      });
      // records are looked at every 20 s, once they are 15 s old
      await until(isAllRead, { what: 'the records to be read', timeoutMs: 60_000 });
    } finally {
      await phone.stop();
    }
    const { items } = (await (
      await server.ask('GET', '/api/calls?limit=100', { cookie: root })
    ).json()) as CallPage;
    expect(items.filter(({ id }) => id.includes('echo'))).toEqual([]);
  }, 120_000);
});
