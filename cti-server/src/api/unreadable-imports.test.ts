import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ContactImport, ImportPreview } from '@perezvon/crm-core/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type { Problem } from '../contract/index.ts';

// F14: files that cannot be imported take nobody's place.

const PATH = '/api/contact-imports';
let server: TestServer;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ login: 'anna', role: 'admin' });
  cookie = await server.signIn('anna');
});
afterAll(() => server.stop());

const ask = (method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie, body });
const state = async (id: string) =>
  (await (await ask('GET', `${PATH}/${id}`)).json()) as ContactImport;

/** Announces a file and sends it in one part. */
async function send(text: string | Buffer): Promise<{ id: string; answer: Response }> {
  const bytes = Buffer.from(text);
  const made = await ask('POST', PATH, { fileName: 'list.csv', bytes: bytes.length });
  const { id } = (await made.json()) as ContactImport;
  const answer = await fetch(`${server.app.address}${PATH}/${id}/file?at=0`, {
    method: 'PUT',
    headers: { cookie, origin: server.origin, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
  return { id, answer };
}

test.each([
  ['a workbook', Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), 'import-archive'],
  ['a quote that never closes', 'name;phone\nAnna;1\n"Boris;2\n', 'import-quote'],
  ['nothing but blank lines', '\n;;\n \t\n', 'import-empty'],
])(
  'F14 a file that can never be read is refused when it is whole, and does not wait: %s',
  async (_, text, code) => {
    // more of them than may wait
    for (let n = 0; n < 6; n += 1) {
      const { id, answer } = await send(text);
      expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([400, code]);
      expect(await state(id)).toMatchObject({ state: 'failed', failure: code, total: 0 });
    }
    const dir = join(server.dataDir, 'imports');
    expect(existsSync(dir) ? readdirSync(dir) : []).toEqual([]);
  },
);

test('F14 an empty file is called empty', async () => {
  const answer = await ask('POST', PATH, { fileName: 'a.csv', bytes: 0 });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: 'import-empty',
    detail: 'There is no record in the file.',
    cure: 'Choose another file.',
  });
});

async function begin(id: string): Promise<Response> {
  const answer = await ask('GET', `${PATH}/${id}/preview`);
  const { reading, columns, country } = (await answer.json()) as ImportPreview;
  const guessed = columns.map(({ guess }) => guess);
  return ask('POST', `${PATH}/${id}/start`, { reading, country, columns: guessed, known: 'fill' });
}

test('F14 a file that has only the names of its columns is not begun', async () => {
  const { id, answer } = await send('name;phone\n');
  expect(answer.status).toBe(200);
  const begun = await begin(id);
  expect([begun.status, ((await begun.json()) as Problem).code]).toEqual([400, 'import-empty']);
  expect((await state(id)).state).toBe('waiting');
  await ask('POST', `${PATH}/${id}/cancel`);
});

test('F14 every record is in one of the counts; a line in which nothing stands is none', async () => {
  const { id } = await send(
    'name;phone\nAnna;+74951230001\n;\n  ; \nBoris;+74951230001\nВера;+74951230001\n;+74951230009\n',
  );
  expect((await begin(id)).status).toBe(200);
  const done = await until(
    async () => {
      const now = await state(id);
      return now.state === 'done' ? now : null;
    },
    { what: 'the end of the import' },
  );
  const { total, taken, added, joined, left, refused } = done;
  expect([total, taken]).toEqual([4, 4]);
  expect({ added, joined, left, refused }).toEqual({ added: 1, joined: 0, left: 2, refused: 1 });
});
