import type { Deal, Interaction, Task, TaskList } from '@perezvon/crm-core/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakePbx, officeOf } from '../../../fixtures/fake-connector.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import { until } from '../../../fixtures/until.ts';
import type {
  AuditPage,
  CallView,
  CardSettings,
  CardView,
  Problem,
  VersionedCardSettings,
} from '../contract/index.ts';

const pbx = createFakePbx();
let server: TestServer;
const cookies: Record<string, string> = {};
let channels = 0;
let number = 9_161_000_000;

beforeAll(async () => {
  server = await startTestServer({ connectors: pbx.connectors, config: { pbx: [officeOf()] } });
  await server.addUser({ login: 'vera', name: 'Вера', extension: '101' });
  await server.addUser({ login: 'olga', name: 'Ольга', extension: '102' });
  await server.addUser({ login: 'root', name: 'Root', role: 'admin', extension: null });
  for (const login of ['vera', 'olga', 'root']) cookies[login] = await server.signIn(login);
});
afterAll(() => server.stop());

const ask = (login: string, method: string, path: string, body?: unknown) =>
  server.ask(method, path, { cookie: cookies[login] ?? '', ...(body ? { body } : {}) });
async function answerOf<T>(
  login: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  return (await (await ask(login, method, path, body)).json()) as T;
}

/** A call to Vera from a number that nobody had before. */
async function callToVera(): Promise<CallView> {
  channels += 1;
  number += 1;
  const id = pbx.ring({ from: `7${number}`, extension: '101', channel: `w${channels}` });
  return until(
    async () => {
      const answer = await ask('vera', 'GET', `/api/calls/${id}`);
      return answer.ok ? ((await answer.json()) as CallView) : null;
    },
    { what: 'the call in the log' },
  );
}

const anna = async (written: string) =>
  answerOf<{ id: string }>('vera', 'POST', '/api/contacts', {
    kind: 'person',
    name: 'Анна',
    tags: ['VIP'],
    numbers: [{ kind: 'work', written }],
  });
const cardOf = (call: CallView) => answerOf<CardView>('vera', 'GET', `/api/calls/${call.id}/card`);

describe('G4 what comes of a call is linked back', () => {
  test('G4 a deal, a task, a call-back and a meeting of the contact, each of the call', async () => {
    const call = await callToVera();
    const { id: contactId } = await anna(call.externalNumber ?? '');
    const links = { contactId, originId: call.id };
    const deal = await answerOf<Deal>('vera', 'POST', '/api/deals', {
      title: 'Поставка',
      amount: 150_000,
      currency: 'RUB',
      ...links,
    });
    expect(deal).toMatchObject({ ...links, stage: 'new', contactName: 'Анна' });
    const task = { kind: 'task', what: 'Счёт', dueAt: '2026-11-24T07:00:00.000Z', ...links };
    expect(await answerOf<Task>('vera', 'POST', '/api/tasks', task)).toMatchObject(task);
    const back = { kind: 'call-back', what: 'Перезвонить', number: call.e164, ...links };
    expect(await answerOf<Task>('vera', 'POST', '/api/tasks', back)).toMatchObject(back);
    const meeting = { kind: 'meeting', note: 'в офисе', ...links };
    const made = await answerOf<Interaction>('vera', 'POST', '/api/interactions', meeting);
    expect(made).toMatchObject(meeting);
    // the contact was made during the call: it is theirs, and the card shows all
    await until(async () => (await cardOf(call)).contact, { what: 'the contact on the card' });
    expect(await cardOf(call)).toMatchObject({
      contact: { id: contactId, tags: ['VIP'], ownerName: null },
      deals: [{ id: deal.id }],
      tasks: [{ what: 'Счёт' }, { what: 'Перезвонить' }],
      people: [{ extension: '101', name: 'Вера' }],
    });
  });

  test('F04 of a call that one does not see nothing comes', async () => {
    const { id: originId } = await callToVera();
    const bodies = {
      '/api/deals': { title: 'x', currency: 'RUB', originId },
      '/api/tasks': { kind: 'task', what: 'x', originId },
      '/api/interactions': { kind: 'note', note: 'x', contactId: 'any', originId },
    };
    for (const [path, body] of Object.entries(bodies)) {
      expect((await ask('olga', 'POST', path, body)).status).toBe(404);
    }
    expect((await answerOf<TaskList>('olga', 'GET', '/api/tasks')).items).toEqual([]);
  });

  test.each([
    ['/api/deals', { title: 'x', currency: 'RUB', contactId: 'nobody' }, 'contactId'],
    ['/api/tasks', { kind: 'task', what: 'x', contactId: 'nobody' }, 'contactId'],
    ['/api/interactions', { kind: 'note', note: 'x', contactId: 'nobody' }, 'contactId'],
    ['/api/tasks', { kind: 'call-back', what: 'x', number: '+7916\r\nAction: x' }, 'number'],
  ])('F15 %s %j is refused at %s', async (path, body, field) => {
    const answer = await ask('vera', 'POST', path, body);
    expect(answer.status).toBe(400);
    expect(Object.keys(((await answer.json()) as Problem).fields ?? {})).toEqual([field]);
  });

  test('what nobody can read is refused at its field', async () => {
    const refused = async (method: string, path: string, body: unknown) => {
      const answer = await ask('vera', method, path, body);
      return [answer.status, Object.keys(((await answer.json()) as Problem).fields ?? {})];
    };
    const deal = { title: ' ', currency: 'RUB' };
    expect(await refused('POST', '/api/deals', deal)).toEqual([400, ['title']]);
    const half = { title: 'x', currency: 'RUB', amount: 1.5 };
    expect(await refused('POST', '/api/deals', half)).toEqual([400, ['amount']]);
    const task = { kind: 'task', what: 'x', ownerId: 'nobody' };
    expect(await refused('POST', '/api/tasks', task)).toEqual([400, ['ownerId']]);
    const owned = { kind: 'person', name: 'x', numbers: [], ownerId: 'nobody' };
    expect(await refused('POST', '/api/contacts', owned)).toEqual([400, ['ownerId']]);
    const note = { kind: 'note', note: 'x', contactId: 'nobody' };
    expect(await refused('POST', '/api/interactions', note)).toEqual([400, ['contactId']]);
    const lost = { stage: 'lost', lostReason: ' ' };
    expect(await refused('PATCH', '/api/deals/any', lost)).toEqual([400, ['lostReason']]);
  });
});

describe('I6 a number is added to a contact', () => {
  test('I6 past calls of that number are theirs from then on, older ones too', async () => {
    const first = await callToVera();
    pbx.hangUp(`w${channels}`);
    const { id } = await anna('+79031112233');
    const added = { kind: 'mobile', written: first.externalNumber };
    expect((await ask('vera', 'POST', `/api/contacts/${id}/numbers`, added)).status).toBe(200);
    const contactOf = async () => {
      const { caller } = await answerOf<CallView>('vera', 'GET', `/api/calls/${first.id}`);
      return caller.kind === 'known' ? caller.contact.id : null;
    };
    expect(await until(contactOf, { what: 'the caller to be known' })).toBe(id);
    expect((await ask('vera', 'POST', '/api/contacts/none/numbers', added)).status).toBe(404);
  });
});

describe('tasks', () => {
  test('F04 are of who does them and of who made them; an administrator reaches all', async () => {
    const users = await answerOf<{ items: { id: string; login: string }[] }>(
      ...(['root', 'GET', '/api/users'] as const),
    );
    const olga = users.items.find(({ login }) => login === 'olga')?.id;
    const task = { kind: 'task', what: 'для Ольги', ownerId: olga };
    const { id } = await answerOf<Task>('vera', 'POST', '/api/tasks', task);
    const own = await answerOf<Task>('vera', 'POST', '/api/tasks', { kind: 'task', what: 'своё' });
    const done = (login: string, one: string, isDone = true) =>
      ask(login, 'PATCH', `/api/tasks/${one}`, { done: isDone });
    expect((await answerOf<TaskList>('olga', 'GET', '/api/tasks')).items).toMatchObject([{ id }]);
    expect((await done('olga', own.id)).status).toBe(404);
    expect((await done('olga', id)).status).toBe(200);
    expect((await answerOf<TaskList>('olga', 'GET', '/api/tasks')).items).toEqual([]);
    const isDone = await answerOf<TaskList>('olga', 'GET', '/api/tasks?done=true');
    expect(isDone.items).toMatchObject([{ id }]);
    expect((await done('vera', id, false)).status).toBe(200);
    expect((await done('root', own.id)).status).toBe(200);
  });
});

describe('G3 the outcome', () => {
  test('is kept with the call, and taken back; a code of no list is refused', async () => {
    const call = await callToVera();
    const say = (login: string, outcome: string | null) =>
      ask(login, 'PUT', `/api/calls/${call.id}/outcome`, { outcome });
    const told = async () =>
      (await answerOf<CallView>('vera', 'GET', `/api/calls/${call.id}`)).outcome;
    expect((await say('vera', 'sale')).status).toBe(204);
    expect(await told()).toBe('sale');
    await ask('vera', 'PUT', `/api/calls/${call.id}/note`, { note: 'x' });
    pbx.hangUp(`w${channels}`);
    await until(
      async () =>
        (await answerOf<CallView>('vera', 'GET', `/api/calls/${call.id}`)).state === 'ended',
      { what: 'its end' },
    );
    expect(await told()).toBe('sale');
    expect((await say('vera', 'no_such_code')).status).toBe(400);
    expect((await say('olga', 'sale')).status).toBe(404);
    expect((await say('vera', null)).status).toBe(204);
    expect(await told()).toBeNull();
  });

  test('the list is the administrator’s, and who changes it is in the audit log', async () => {
    const read = await answerOf<VersionedCardSettings>('vera', 'GET', '/api/card-settings');
    const { version: _, ...settings } = read;
    const outcomes = [{ code: 'own', name: 'Наш итог', flags: [], retired: false }];
    const wanted = { ...settings, outcomes, wrapUpSec: 30 };
    expect((await ask('vera', 'PUT', '/api/card-settings', wanted)).status).toBe(403);
    const saved = await answerOf<CardSettings>('root', 'PUT', '/api/card-settings', wanted);
    expect(saved.outcomes[0]).toEqual(outcomes[0]);
    expect(saved.outcomes.find(({ code }) => code === 'sale')?.retired).toBe(true);
    const audit = await answerOf<AuditPage>('root', 'GET', '/api/audit');
    expect(audit.items.find(({ action }) => action === 'card-settings-changed')).toMatchObject({
      changes: expect.arrayContaining([{ field: 'wrapUpSec', before: null, after: 30 }]),
    });
    await ask('root', 'PUT', '/api/card-settings', settings);
  });
});
