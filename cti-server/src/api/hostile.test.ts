import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openDatabase } from '@perezvon/crm-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAuditStage } from '../../../fixtures/audit-stage.ts';
import type { Erasure } from '../contract/index.ts';
import { certificateOf } from '../retention/certificate.ts';

// F13, F15: what attackers write where a request has room for text, by the list of routes that the server itself gives: a
// new route is attacked without a line here.

const stage = await startAuditStage();
const { server, admin } = stage;
const other = openDatabase({ file: join(server.dataDir, 'perezvon.db') });
afterAll(async () => {
  other.close();
  await stage.stop();
});

/** For SQL, ORDER BY, FTS5, LIKE, JSON paths, cursors and paths of files. */
const PAYLOADS = [
  "'",
  "' OR '1'='1",
  '1; DROP TABLE calls;--',
  "1' UNION SELECT password_hash FROM users--",
  '(CASE WHEN 1=1 THEN id ELSE name END)',
  'started_at DESC, (SELECT login FROM users)',
  'id COLLATE NOCASE',
  'name" OR "1"="1',
  'a* NEAR(b) OR rowid:1 AND "',
  '{id}:*^"-',
  '%_\\%',
  "$.record' OR 1",
  '-1',
  '1e309',
  '0x41',
  '\u0000',
  '\r\nSet-Cookie: a=b',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://evil.example")',
  'W10',
  Buffer.from('["\'; DROP TABLE calls",1]').toString('base64url'),
  'x'.repeat(5_000),
];

interface Shape {
  readonly properties?: object;
  readonly additionalProperties?: unknown;
  readonly unevaluatedProperties?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Shape }>> };
}

let routes: { method: string; path: string; operation: Operation }[];
let before: unknown;

/** The tables, and how much is in those that a request must not change; the server is well. */
function state(): unknown {
  const count = (table: string) =>
    other.sqlite.prepare(`SELECT count(*) FROM "${table}"`).pluck().get();
  const tables = other.sqlite.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all();
  const kept = ['users', 'calls', 'contacts', 'interactions', 'teams', 'pbx_connections'];
  return { tables, counts: kept.map(count) };
}

beforeAll(async () => {
  await stage.recordedCall('a');
  const answer = await server.ask('GET', '/api/openapi.json', { cookie: admin });
  const { paths } = (await answer.json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  before = state();
});

/** What the server answers must be an answer: a fault of ours is a 500. */
async function attack(method: string, path: string): Promise<void> {
  const answer = await server.ask(method, path, { cookie: admin });
  const text = await answer.text();
  expect([method, path, answer.status >= 500 && text]).toEqual([method, path, false]);
  expect(text).not.toMatch(/SQLITE|syntax error|no such (column|table)|node_modules|argon2/i);
  expect(answer.headers.get('set-cookie')).toBeNull();
}

const filled = (path: string, text: string) =>
  path.replaceAll(/\{\w+\}/g, encodeURIComponent(text));

test('F13 whatever stands in a query: an answer or a 400, and the data stays as it was', async () => {
  const queries = routes.flatMap(({ method, path, operation }) =>
    method === 'GET'
      ? (operation.parameters ?? [])
          .filter((one) => one.in === 'query')
          .map(({ name }) => [path, name] as const)
      : [],
  );
  expect(queries.length).toBeGreaterThan(15);
  for (const [path, name] of queries) {
    await Promise.all(
      PAYLOADS.map((text) =>
        attack('GET', `${filled(path, 'x')}?${name}=${encodeURIComponent(text)}`),
      ),
    );
    // twice: what reads the first must not check the second
    await attack('GET', `${filled(path, 'x')}?${name}=a&${name}=${encodeURIComponent("'")}`);
  }
  expect(state()).toEqual(before);
}, 60_000);

test('F13 no list is sorted, filtered or cut by what is no parameter of it', async () => {
  const lists = ['calls', 'contacts', 'audit', 'retention/preview'];
  for (const list of lists) {
    for (const name of ['sort', 'order', 'orderBy', 'filter', 'fields', 'where', '__proto__']) {
      const answer = await server.ask('GET', `/api/${list}?${name}=id`, { cookie: admin });
      expect([list, name, answer.status]).toEqual([list, name, 400]);
    }
  }
});

test('F05 F13 whatever stands in a path: nothing is there, and nothing happens', async () => {
  const withIds = routes.filter(({ method, path }) => path.includes('{') && method !== 'POST');
  expect(withIds.length).toBeGreaterThan(15);
  for (const { method, path } of withIds) {
    await Promise.all(PAYLOADS.map((text) => attack(method, filled(path, text))));
  }
  expect(state()).toEqual(before);
}, 60_000);

test('F05 ten thousand guessed recordings are not there', async () => {
  const { hostname, port, host } = new URL(server.app.address);
  // one session alone is held up after 6,000
  const own = [await server.signIn('root'), await server.signIn('root')];
  const request = (_: unknown, index: number) => {
    const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    const then = index === 9_999 ? 'close' : 'keep-alive';
    return `GET /api/recordings/${id} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${own[index % 2]}\r\nConnection: ${then}\r\n\r\n`;
  };
  // all on one line, none waited for: a fifth of the time that requests of their own take
  const line = connect(Number(port), hostname);
  line.write(Array.from({ length: 10_000 }, request).join(''));
  const answers = await text(line);
  const found = [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  expect([found.length, [...new Set(found)]]).toEqual([10_000, ['404']]);
}, 60_000);

test('F15 no body takes keys that nobody asked for', () => {
  /** An entry has the keys of its connector, which are checked when it is known; a file's when it is read. */
  const openByDesign = ['POST /api/connections', 'PUT /api/connections/{id}'];
  const isStrict = (shape: Shape): boolean => {
    const alternatives = shape.anyOf ?? shape.allOf;
    if (alternatives) return alternatives.every(isStrict);
    return shape.additionalProperties === false || shape.unevaluatedProperties === false;
  };
  const open = routes.flatMap(({ method, path, operation }) => {
    const schema = operation.requestBody?.content['application/json']?.schema;
    return schema && !isStrict(schema) ? [`${method} ${path}`] : [];
  });
  expect(open.sort()).toEqual(openByDesign);
});

describe('F14 the certificate of an erasure', () => {
  const erasure: Erasure = {
    id: 'e',
    at: '2026-11-26T00:00:00.000Z',
    by: 'Root\r\nDone by: God',
    reference: 'a\nb\u2028c',
    contacts: 1,
    numbers: 1,
    calls: 1,
    mentions: 0,
    notes: 0,
    captures: 0,
    entries: 1,
    recordings: 0,
    recordingsMissing: 0,
    recordingsLeft: 0,
    reason: null,
  };

  test('has the lines that we wrote, whatever the names are', () => {
    const lines = certificateOf(erasure, 'en').split('\r\n');
    expect(lines.filter((line) => line.startsWith('Done by:'))).toEqual([
      'Done by: Root Done by: God',
    ]);
    expect(lines).toContain('Request: a b\u2028c');
  });
});
