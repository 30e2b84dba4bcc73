import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@perezvon/crm-core';
import type {
  Contact,
  ContactImport,
  ImportPlan,
  ImportPreview,
  ImportRemarks,
} from '@perezvon/crm-core/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { AuditPage, Problem } from '../contract/index.ts';

const PATH = '/api/contact-imports';
const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-import-'));
let server: TestServer;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer({ dataDir, config: { importMegabytes: 1 } });
  await server.addUser({ login: 'anna', role: 'admin' });
  cookie = await server.signIn('anna');
});
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true });
});

const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
  (await (await server.ask(method, path, { cookie, body })).json()) as T;

const part = (id: string, at: number, bytes: Buffer) =>
  fetch(`${server.app.address}${PATH}/${id}/file?at=${at}`, {
    method: 'PUT',
    headers: { cookie, origin: server.origin, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });

async function sent(text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const { id } = await ask<ContactImport>('POST', PATH, {
    fileName: 'list.csv',
    bytes: bytes.length,
  });
  for (let at = 0; at < bytes.length; at += 100_000) {
    expect((await part(id, at, bytes.subarray(at, at + 100_000))).status).toBe(200);
  }
  return id;
}

async function begun(id: string, more: Partial<ImportPlan> = {}): Promise<ContactImport> {
  const { reading, columns, country } = await ask<ImportPreview>('GET', `${PATH}/${id}/preview`);
  const plan = {
    reading,
    country,
    columns: columns.map(({ guess }) => guess),
    known: 'fill',
    ...more,
  };
  return ask('POST', `${PATH}/${id}/start`, plan);
}

const state = (id: string) => ask<ContactImport>('GET', `${PATH}/${id}`);
const ended = (id: string) =>
  until(
    async () => {
      const now = await state(id);
      return now.state === 'running' || now.state === 'undoing' ? null : now;
    },
    { what: 'the end of the import', timeoutMs: 20_000 },
  );
const isUnderWay = (id: string) =>
  until(async () => (await state(id)).taken > 0, { what: 'some lines to be taken' });
const found = async (text: string) =>
  (await ask<{ items: Contact[] }>('GET', `/api/contacts?text=${encodeURIComponent(text)}`)).items;
const files = () =>
  existsSync(join(dataDir, 'imports')) ? readdirSync(join(dataDir, 'imports')) : [];

describe('F14 contacts from a CSV file', () => {
  test('a file in parts, a preview, an import, a report by line, an undoing; the file goes', async () => {
    const text = `\uFEFFИмя;Телефон;Компания;Ответственный\r\n=cmd Анна;8 495 123-45-67;Ромашка;anna\r\n;84951234599;;\r\nБорис;нет;;\r\n`;
    const id = await sent(text);
    expect(files()).toEqual([`${id}.csv`]);
    await begun(id);
    expect(await ended(id)).toMatchObject({
      state: 'done',
      total: 3,
      taken: 3,
      added: 2,
      companies: 1,
      refused: 1,
      remarks: 2,
      by: 'anna',
    });
    expect(files()).toEqual([]);
    expect(await found('84951234567')).toMatchObject([
      { name: '=cmd Анна', companyName: 'Ромашка' },
    ]);
    expect((await ask<ImportRemarks>('GET', `${PATH}/${id}/remarks`)).items).toEqual([
      { line: 3, field: 'name', reason: 'empty', refused: true },
      { line: 4, field: 'work', reason: 'not-a-number', refused: false },
    ]);
    const report = await server.ask('GET', `${PATH}/${id}/report`, { cookie });
    expect((await report.text()).split('\r\n')[1]).toContain('"3"');
    await ask('POST', `${PATH}/${id}/undo`);
    expect(await ended(id)).toMatchObject({ state: 'undone', removed: 3, kept: 0 });
    expect(await found('')).toEqual([]);
    const { items } = await ask<AuditPage>('GET', '/api/audit');
    const rows = items.filter(({ action }) => action.startsWith('import-'));
    expect(rows.map(({ action, target }) => [action, target?.id, target?.name])).toEqual([
      ['import-undone', id, ''],
      ['import-begun', id, ''],
    ]);
  });

  test('what our export writes an import reads back: numbers with plus, formulas, tags', async () => {
    const person = {
      kind: 'person',
      name: '=1+1',
      role: '@boss',
      note: '-x',
      tags: ['vip', 'new'],
      numbers: [
        { kind: 'work', written: '+7 495 123-45-67' },
        { kind: 'work', written: '+7 495 123-45-68' },
        { kind: 'mobile', written: '+49 160 1234567' },
      ],
    };
    const made = await ask<Contact>('POST', '/api/contacts', person);
    const exported = await (await server.ask('GET', '/api/contacts/export', { cookie })).text();
    for (const cell of exported.split(/[\r\n,]+/)) expect(cell).toMatch(/^(?:\uFEFF?"[^=+\-@]|$)/);
    const id = await sent(exported);
    await begun(id, { known: 'make' });
    await ended(id);
    const again = (await found('=1+1')).filter((one) => one.id !== made.id);
    const plainly = ({ kind, name, role, note, tags, numbers }: Contact) => ({
      kind,
      name,
      role,
      note,
      tags,
      numbers: numbers.map(({ kind: of, e164 }) => [of, e164]),
    });
    expect(again.map(plainly)).toEqual([plainly(made)]);
    expect((await state(id)).remarks).toBe(0);
    await server.ask('POST', `${PATH}/${id}/undo`, { cookie });
    await ended(id);
  });

  test('a part that does not follow is refused, and told what does', async () => {
    const { id } = await ask<ContactImport>('POST', PATH, { fileName: 'a.csv', bytes: 10 });
    await part(id, 0, Buffer.from('name\n'));
    const wrong = await part(id, 3, Buffer.from('x'));
    expect([wrong.status, ((await wrong.json()) as Problem).code]).toEqual([409, 'import-part']);
    expect((await part(id, 5, Buffer.from('123456'))).status).toBe(409);
    expect(await state(id)).toMatchObject({ received: 5, state: 'waiting' });
    expect((await server.ask('GET', `${PATH}/${id}/preview`, { cookie })).status).toBe(409);
    await ask('POST', `${PATH}/${id}/cancel`);
    expect(files()).toEqual([]);
  });

  test.each([
    ['too long', { fileName: 'a.csv', bytes: 200 * 1_048_576 }, 413, 'import-too-large'],
    ['unknown keys', { fileName: 'a.csv', bytes: 1, id: '../x' }, 400, 'invalid'],
  ])('a file is refused: %s', async (_, body, status, code) => {
    const answer = await server.ask('POST', PATH, { cookie, body });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([status, code]);
  });

  test('six files may not wait', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push((await ask<ContactImport>('POST', PATH, { fileName: 'a.csv', bytes: 10 })).id);
    }
    expect(await ask('POST', PATH, { fileName: 'a.csv', bytes: 10 })).toMatchObject({
      code: 'import-many',
    });
    for (const id of ids) await ask('POST', `${PATH}/${id}/cancel`);
  });

  test('without a column with a name nothing begins', async () => {
    const id = await sent('84951234567\n84951234568\n');
    const answer = await begun(id, { columns: ['work'] });
    expect(answer).toMatchObject({
      code: 'import-no-name',
      fields: { columns: 'Must be filled in.' },
    });
    await ask('POST', `${PATH}/${id}/cancel`);
  });

  test('F04 telemarketers and operators neither import nor export', async () => {
    for (const role of ['operator', 'telemarketer'] as const) {
      await server.addUser({ login: role, role });
      const own = await server.signIn(role);
      const body = { fileName: 'a.csv', bytes: 1 };
      expect((await server.ask('POST', PATH, { cookie: own, body })).status).toBe(403);
      expect((await server.ask('GET', '/api/contacts/export', { cookie: own })).status).toBe(403);
    }
  });

  test('a stop in the middle: it goes on at the next start, every line once', async () => {
    const lines = Array.from({ length: 1_500 }, (_, n) => `p${n};+7495${1_000_000 + n}`);
    const id = await sent(`name;phone\n${lines.join('\n')}\n`);
    await begun(id);
    await isUnderWay(id);
    await server.stop();
    const between = openDatabase({ file: join(dataDir, 'perezvon.db'), readonly: true });
    const cut = between.sqlite
      .prepare('SELECT state, taken FROM contact_imports WHERE id = ?')
      .get(id);
    between.close();
    expect(cut).toMatchObject({ state: 'running' });
    server = await startTestServer({ dataDir, config: { importMegabytes: 1 } });
    cookie = await server.signIn('anna');
    expect(await ended(id)).toMatchObject({ state: 'done', taken: 1_500, added: 1_500, left: 0 });
    expect(files()).toEqual([]);
  }, 30_000);

  test('a cancelled one stops where it is; what was added stays', async () => {
    const lines = Array.from({ length: 1_500 }, (_, n) => `q${n};+7499${1_000_000 + n}`);
    const id = await sent(`name;phone\n${lines.join('\n')}\n`);
    await begun(id);
    await isUnderWay(id);
    await ask('POST', `${PATH}/${id}/cancel`);
    const { taken, added, state: now } = await state(id);
    expect(now).toBe('cancelled');
    expect(added).toBe(taken);
    expect(taken).toBeLessThan(1_500);
    expect(await ask('POST', `${PATH}/${id}/cancel`)).toMatchObject({ code: 'import-over' });
  }, 30_000);
});
