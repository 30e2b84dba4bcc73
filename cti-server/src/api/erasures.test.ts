import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { AuditPage, CallView, ErasureAnswer, ErasurePreview } from '../contract/index.ts';

// F16: one person is erased; afterwards neither name nor number is anywhere in the data folder.

const pbx = createFakePbx();
const dir = mkdtempSync(join(tmpdir(), 'perezvon-erase-'));
const monitor = mkdtempSync(join(tmpdir(), 'perezvon-monitor-'));
let server: TestServer;
let admin: string;
/** Anna, who is erased; a second number of hers is Boris's, too. */
let anna: string;
const NAME = 'Аннапланта Стёртова';
const NUMBER = '79161234567';
const SHARED = '74950000077';

const start = (more: object = { recordingsDir: monitor }) =>
  startTestServer({
    dataDir: dir,
    connectors: pbx.connectors,
    config: { pbx: [officeOf({ ...more })] },
  });

beforeAll(async () => {
  server = await start();
  await server.addUser({ login: 'root', role: 'admin', name: 'Root', language: 'en' });
  admin = await server.signIn('root');
});
afterAll(async () => {
  await server.stop();
  for (const one of [dir, monitor]) rmSync(one, { recursive: true, force: true });
});

const sent = (method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie: admin, ...(body === undefined ? {} : { body }) });
const read = async <T>(path: string): Promise<T> => (await (await sent('GET', path)).json()) as T;

async function person(name: string, numbers: readonly string[]): Promise<string> {
  const answer = await sent('POST', '/api/contacts', {
    kind: 'person',
    name,
    numbers: numbers.map((written) => ({ kind: 'work', written })),
  });
  return ((await answer.json()) as { id: string }).id;
}

/** A call that is over; gives it as the page has it. */
async function over(from: string, channel: string, ...files: string[]): Promise<CallView> {
  const id = pbx.ring({ from, extension: '101', channel });
  for (const file of files) {
    writeFileSync(join(monitor, file), Buffer.alloc(500));
    pbx.say({ kind: 'recording', file, isFile: true, channel, group: channel });
  }
  pbx.hangUp(channel);
  return until(
    async () => {
      const call = await read<CallView>(`/api/calls/${id}`);
      return call.endedAt ? call : null;
    },
    { what: 'the call in the log' },
  );
}

test('L11 the preview tells what there is, and changes nothing', async () => {
  anna = await person(NAME, [NUMBER, SHARED]);
  await person('Борис', [SHARED]);
  const call = await over(NUMBER, 'a1', `in-${NUMBER}.wav`, `again-${NUMBER}.wav`);
  await sent('PUT', `/api/calls/${call.id}/note`, { note: 'PLANTED-NOTE' });
  await over(NUMBER, 'a2');
  const deal = { title: 'PLANTED-DEAL', currency: 'RUB', contactId: anna };
  expect((await sent('POST', '/api/deals', deal)).status).toBe(201);
  const back = { kind: 'call-back', what: 'PLANTED-TASK', number: `+${NUMBER}` };
  expect((await sent('POST', '/api/tasks', back)).status).toBe(201);
  const meeting = { kind: 'meeting', note: 'PLANTED-MEETING', contactId: anna };
  expect((await sent('POST', '/api/interactions', meeting)).status).toBe(201);
  await over(SHARED, 'a3');
  await over('79035550011', 'b1');
  const preview = await sent('POST', '/api/erasures/preview', { subject: { contactId: anna } });
  expect(await preview.json()).toEqual({
    name: NAME,
    numbers: [`+${NUMBER}`, `+${SHARED}`],
    shared: [`+${SHARED}`],
    calls: 2,
    mentions: 1,
    notes: 1,
    recordings: 2,
    deals: 1,
    tasks: 1,
    written: 1,
    photos: 0,
  } satisfies ErasurePreview);
  expect(existsSync(join(monitor, `in-${NUMBER}.wav`))).toBe(true);
});

test('L11 a number of a contact is erased by the contact; what is no number is said so', async () => {
  const ask = async (number: string) => {
    const answer = await sent('POST', '/api/erasures/preview', { subject: { number } });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  expect(await ask('8 (916) 123-45-67')).toEqual([409, 'erasure-contact']);
  expect(await ask('101')).toEqual([400, 'erasure-number']);
});

test('L11 not while they are on the line', async () => {
  pbx.ring({ from: NUMBER, extension: '101', channel: 'a4' });
  const order = { subject: { contactId: anna }, reference: '' };
  const busy = await until(
    async () => {
      const answer = await sent('POST', '/api/erasures', order);
      return answer.status === 409 ? answer : null;
    },
    { what: 'the call in the log' },
  );
  expect(await busy.json()).toMatchObject({ code: 'erasure-call-open' });
  pbx.hangUp('a4');
  await until(async () => (await read<CallView>('/api/calls/office-a4')).endedAt, {
    what: 'its end',
  });
});

test('F16 the person is erased; the calls still count; the recording is gone', async () => {
  const before = await read<{ items: CallView[] }>('/api/calls');
  const database = openDatabase({ file: join(dir, 'perezvon.db') });
  database.sqlite.exec(`INSERT INTO missed_marks (key, changed_at) VALUES ('+${NUMBER}', 1)`);
  database.close();
  for (const text of [`+${NUMBER}`, NAME, 'somebody else'])
    await sent('POST', '/api/filters', {
      name: text,
      query: new URLSearchParams({ text }).toString(),
    });
  const answer = await sent('POST', '/api/erasures', {
    subject: { contactId: anna },
    reference: 'letter 12',
  });
  expect(answer.status).toBe(201);
  const { erasure, filesLeft } = (await answer.json()) as ErasureAnswer;
  expect(erasure).toMatchObject({
    by: 'Root',
    reference: 'letter 12',
    contacts: 1,
    numbers: 2,
    calls: 3,
    mentions: 1,
    deals: 1,
    tasks: 1,
    written: 1,
    photos: 0,
    notes: 1,
    recordings: 2,
    recordingsMissing: 0,
    recordingsLeft: 0,
    reason: null,
  });
  expect(erasure.entries).toBeGreaterThan(3);
  expect(filesLeft).toEqual([]);
  expect(readdirSync(monitor)).toEqual([]);
  const after = await read<{ items: CallView[] }>('/api/calls');
  expect(after.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
  const call = await read<CallView>('/api/calls/office-a1');
  expect(call).toMatchObject({
    caller: { kind: 'erased' },
    externalNumber: null,
    e164: null,
    externalName: null,
    note: '',
    outcome: null,
    recordingId: null,
    recordings: [],
    direction: 'inbound',
    disposition: 'abandoned',
  });
  const filters = await read<{ items: { name: string }[] }>('/api/filters');
  expect(filters.items.map(({ name }) => name)).toEqual(['somebody else']);
  const shared = await read<CallView>('/api/calls/office-a3');
  expect(shared.caller).toMatchObject({ kind: 'known', contact: { name: 'Борис' } });
  const other = await read<CallView>('/api/calls/office-b1');
  expect(other.externalNumber).toBe('79035550011');
});

test('F16 the audit log and the certificate tell that it was, and nothing of the person', async () => {
  const { items } = await read<AuditPage>('/api/audit?limit=1');
  expect(items[0]).toMatchObject({
    action: 'person-erased',
    target: { kind: 'erasure', name: 'letter 12' },
  });
  const list = await read<{ items: { id: string }[] }>('/api/erasures');
  const certificate = await sent('GET', `/api/erasures/${list.items[0]?.id}/certificate`);
  expect(certificate.headers.get('content-disposition')).toMatch(/^attachment; /);
  const text = await certificate.text();
  expect(text).toContain('Request: letter 12');
  expect(text).toContain('files removed: 2;');
  expect(text).toContain('before-restore-');
  expect(text).toContain('an administrator must');
  for (const told of [text, JSON.stringify(items)]) {
    expect(told).not.toMatch(/9161234567|Аннапланта|PLANTED/);
  }
});

const bytesLeft = () => {
  const planted = [NAME, 'аннапланта', NUMBER, 'PLANTED-NOTE', 'PLANTED-DEAL'];
  planted.push('PLANTED-TASK', 'PLANTED-MEETING');
  return readdirSync(dir).flatMap((file) => {
    const bytes = readFileSync(join(dir, file));
    return planted.filter((text) => bytes.includes(text)).map((text) => [file, text]);
  });
};

test('F16 neither name, number nor note is in any byte of the data folder, while the server runs and after', async () => {
  expect(readdirSync(dir)).toContain('perezvon.db-wal');
  expect(bytesLeft()).toEqual([]);
  await server.stop();
  expect(bytesLeft()).toEqual([]);
  server = await start();
  admin = await server.signIn('root');
});

test('F16 bytes that another program holds, as a backup does, go when it is done: at the next start at the latest', async () => {
  const digits = '79260000099';
  await over(digits, 'w1');
  const backup = openDatabase({ file: join(dir, 'perezvon.db'), readonly: true });
  backup.sqlite.exec('BEGIN');
  expect(backup.sqlite.prepare('SELECT count(*) FROM calls').pluck().get()).toBeGreaterThan(0);
  const order = { subject: { number: `+${digits}` }, reference: 'held' };
  expect((await sent('POST', '/api/erasures', order)).status).toBe(201);
  const holds = () =>
    ['perezvon.db', 'perezvon.db-wal'].filter(
      (file) =>
        existsSync(join(dir, file)) && readFileSync(join(dir, file)).includes(digits.slice(1)),
    );
  expect(holds()).not.toEqual([]);
  backup.close();
  await server.stop();
  server = await start();
  admin = await server.signIn('root');
  await until(() => holds().length === 0, { what: 'files without them' });
});

test('L11 a file that is not there (any more) is counted as missing', async () => {
  await over('79260000001', 'c1', 'c1.wav');
  rmSync(join(monitor, 'c1.wav'));
  const answer = await sent('POST', '/api/erasures', {
    subject: { number: '+7 926 000-00-01' },
    reference: '',
  });
  const { erasure } = (await answer.json()) as ErasureAnswer;
  expect(erasure).toMatchObject({ calls: 1, contacts: 0, recordings: 0, recordingsMissing: 1 });
});

test('L11 a file that cannot be removed is named once, and counted with the reason', async () => {
  await over('79260000002', 'c2', 'c2-79260000002.wav');
  await server.stop();
  // where the recordings are is not known any more
  server = await start({});
  admin = await server.signIn('root');
  const answer = await sent('POST', '/api/erasures', {
    subject: { number: '+7 926 000-00-02' },
    reference: '',
  });
  const { erasure, filesLeft } = (await answer.json()) as ErasureAnswer;
  expect(filesLeft).toEqual(['c2-79260000002.wav']);
  expect(erasure).toMatchObject({ recordings: 0, recordingsLeft: 1 });
  expect(erasure.reason?.en).toMatch(/not set where the recordings/);
  const certificate = await sent('GET', `/api/erasures/${erasure.id}/certificate`);
  const text = await certificate.text();
  expect(text).toContain('files that could not be removed: 1 (it is not set where');
  expect(text).not.toContain('79260000002');
});
