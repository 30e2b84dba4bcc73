import type { ContactAnswer } from '@perezvon/crm-core/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { Problem } from '../contract/index.ts';

let server: TestServer;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer();
  await server.addUser({ login: 'anna' });
  cookie = await server.signIn('anna');
});

afterAll(() => server.stop());

const problem = async (answer: Response) => (await answer.json()) as Problem;

describe('contacts', () => {
  test.each([
    ['a contact', 'POST', '/api/contacts', { kind: 'person', name: ' \u00a0\t', numbers: [] }],
    ['the own name', 'PATCH', '/api/me', { name: '   ' }],
  ])('a name of blanks is refused at its field: %s', async (_, method, path, body) => {
    const answer = await server.ask(method, path, { cookie, body });
    expect(answer.status).toBe(400);
    expect((await problem(answer)).fields).toEqual({ name: 'Must be filled in.' });
  });

  const numbers = [
    { kind: 'work', written: '8 495 123-45-67' },
    { kind: 'mobile', written: '+7 999 12' },
    { kind: 'other', written: '101' },
    { kind: 'home', written: 'ask Anna' },
  ];
  const unreadable = [
    { written: '+7 999 12', why: 'not-in-use' },
    { written: '101', why: 'short-code' },
    { written: 'ask Anna', why: 'not-a-number' },
  ];

  test('who saves numbers that no look-up will find is told which, and why', async () => {
    const body = { kind: 'person', name: '  Анна Петрова\t', numbers };
    const made = await server.ask('POST', '/api/contacts', { cookie, body });
    expect(made.status).toBe(201);
    const contact = (await made.json()) as ContactAnswer;
    expect(contact).toMatchObject({ name: 'Анна Петрова', unreadable });
    expect(contact.numbers).toHaveLength(4);
    const path = `/api/contacts/${contact.id}`;
    const changed = { ...body, name: ' Анна ', numbers: numbers.slice(0, 2) };
    const headers = { 'if-match': `"${contact.version}"` };
    const saved = await server.ask('PUT', path, { cookie, headers, body: changed });
    expect(await saved.json()).toMatchObject({ name: 'Анна', unreadable: unreadable.slice(0, 1) });
    const read = (await (await server.ask('GET', path, { cookie })).json()) as object;
    expect(read).not.toHaveProperty('unreadable');
  });

  test('a number of blanks is refused at its field', async () => {
    const body = { kind: 'person', name: 'x', numbers: [{ kind: 'work', written: '  ' }] };
    const answer = await server.ask('POST', '/api/contacts', { cookie, body });
    expect((await problem(answer)).fields).toEqual({ 'numbers.0.written': 'Must be filled in.' });
  });
});
