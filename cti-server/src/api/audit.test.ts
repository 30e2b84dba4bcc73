import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { TOTP } from 'otpauth';
import { afterAll, describe, expect, test } from 'vitest';
import { ENTRY, startAuditStage, WEBHOOK } from '../../../fixtures/audit-stage.ts';
import { PASSWORD } from '../../../fixtures/test-server.ts';
import {
  FIRST_RULES,
  type AuditAction,
  type OpenSessions,
  type Place,
  type RecoveryCodes,
  type SecondFactorSecret,
  STANDARD_OUTCOMES,
} from '../contract/index.ts';
import { RIGHTS, UNAUDITED } from '../users/rights.ts';

const stage = await startAuditStage();
const { server, admin, newest, sent, callBeingRecorded } = stage;
const { freshUser, freshConnection, freshWebhook } = stage;
afterAll(stage.stop);

/** The latest sign-in of a user. */
async function sessionOf(id: string): Promise<string> {
  const answer = await server.ask('GET', `/api/users/${id}/sessions`, { cookie: admin });
  return ((await answer.json()) as OpenSessions).items[0]?.id ?? '';
}

const codeOf = (secret: string) => new TOTP({ secret }).generate();
/** Somebody who is about to turn the second factor on. */
async function freshFactor() {
  const { id, login } = await freshUser();
  const cookie = await server.signIn(login);
  const answer = await sent('POST', '/api/second-factor', { password: PASSWORD }, cookie);
  const { secret } = (await answer.json()) as SecondFactorSecret;
  return { id, cookie, secret };
}
const TOKEN = { name: 'x', scopes: ['calls:read'], days: 1 };
const TOLLS = { ...FIRST_RULES, name: 'Abroad', countries: ['GB'], atOnce: 1 };
let phones = 300;
const freePlace = () => ({ pbx: 'office', extension: `${(phones += 1)}`, device: 'desk' });
const freshPlace = async () =>
  ((await (await sent('POST', '/api/places', freePlace())).json()) as Place).id;
/** Somebody who sits at a shared place. */
async function seated() {
  const { login } = await server.addUser({ login: `user-${(phones += 1)}` });
  const cookie = await server.signIn(login);
  const place = await freshPlace();
  const answer = await sent('PUT', '/api/me/place', { place }, cookie);
  return { cookie, place, answer };
}
/** A contact that has a photo. */
async function photographed(): Promise<Response> {
  const made = await sent('POST', '/api/contacts', { kind: 'person', name: 'x', numbers: [] });
  const { id } = (await made.json()) as { id: string };
  return sent('PUT', `/api/contacts/${id}/photo`, { image: PIXEL });
}
/** The path of an import whose file is here. */
async function waitingImport(): Promise<string> {
  const made = await sent('POST', '/api/contact-imports', { fileName: 'a.csv', bytes: 6 });
  const path = `/api/contact-imports/${((await made.json()) as { id: string }).id}`;
  await fetch(`${server.app.address}${path}/file?at=0`, {
    method: 'PUT',
    headers: { cookie: admin, origin: server.origin, 'content-type': 'application/octet-stream' },
    body: 'name\nx',
  });
  return path;
}
const IMPORT = {
  reading: { encoding: 'utf-8', delimiter: ';', header: true },
  columns: ['name'],
  country: 'RU',
  known: 'fill',
};
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAGUlEQVR4AWI6Y2z8H4SZGKCAyeTsWUYQBgAAAP//TbxTAQAAAAZJREFUAwBzawgH3ddfdgAAAABJRU5ErkJggg==';
const TEAM = { members: [], supervisors: [], seesAll: false };
let teams = 0;
const freshTeam = async () => (await server.addTeam({ name: `team-${(teams += 1)}` }))?.id;
/** Of each route that changes something: how it succeeds, and what then stands in the log. */
const ROUTES: Readonly<Record<string, { does: AuditAction; act: () => Promise<Response> }>> = {
  'POST /api/session': {
    does: 'sign-in',
    act: () => sent('POST', '/api/session', { login: 'root', password: PASSWORD }, ''),
  },
  'DELETE /api/session': {
    does: 'sign-out',
    act: async () => {
      const { login } = await freshUser();
      return sent('DELETE', '/api/session', undefined, await server.signIn(login));
    },
  },
  'DELETE /api/sessions': {
    does: 'sessions-ended',
    act: async () => {
      const { login } = await freshUser();
      return sent('DELETE', '/api/sessions', undefined, await server.signIn(login));
    },
  },
  'DELETE /api/sessions/:id': {
    does: 'session-ended',
    act: async () => {
      const { id, login } = await freshUser();
      const cookie = await server.signIn(login);
      return sent('DELETE', `/api/sessions/${await sessionOf(id)}`, undefined, cookie);
    },
  },
  'DELETE /api/users/:id/open-id': {
    does: 'open-id-unbound',
    act: async () => {
      const { id } = await freshUser();
      const database = new Sqlite(join(server.dataDir, 'perezvon.db'));
      database.prepare("INSERT INTO open_id_subjects VALUES ('x', ?, ?, 0)").run(id, id);
      database.close();
      return sent('DELETE', `/api/users/${id}/open-id`);
    },
  },
  'DELETE /api/users/:id/sessions': {
    does: 'sessions-ended',
    act: async () => sent('DELETE', `/api/users/${(await freshUser()).id}/sessions`),
  },
  'DELETE /api/users/:id/sessions/:session': {
    does: 'session-ended',
    act: async () => {
      const { id } = await freshUser();
      return sent('DELETE', `/api/users/${id}/sessions/${await sessionOf(id)}`);
    },
  },
  'POST /api/welcome': {
    does: 'link-taken',
    act: async () => {
      const { id, login, name } = await freshUser();
      const link = await server.app.accounts.invite(id);
      const body = { token: link?.token ?? '', login, name, password: PASSWORD };
      return sent('POST', '/api/welcome', body, '');
    },
  },
  'PATCH /api/me': {
    does: 'user-changed',
    act: () => sent('PATCH', '/api/me', { name: 'Root II' }),
  },
  'POST /api/users': {
    does: 'user-created',
    act: () => sent('POST', '/api/users', { login: 'new', name: 'New', role: 'operator' }),
  },
  'PATCH /api/users/:id': {
    does: 'user-changed',
    act: async () => sent('PATCH', `/api/users/${(await freshUser()).id}`, { role: 'supervisor' }),
  },
  'POST /api/users/:id/invite': {
    does: 'user-invited',
    act: async () => sent('POST', `/api/users/${(await freshUser()).id}/invite`),
  },
  'PUT /api/second-factor': {
    does: 'second-factor-on',
    act: async () => {
      const { secret, cookie } = await freshFactor();
      return sent('PUT', '/api/second-factor', { code: codeOf(secret) }, cookie);
    },
  },
  'POST /api/second-factor/off': {
    does: 'second-factor-off',
    act: async () => {
      const { secret, cookie } = await freshFactor();
      const on = await sent('PUT', '/api/second-factor', { code: codeOf(secret) }, cookie);
      const { codes } = (await on.json()) as RecoveryCodes;
      return sent('POST', '/api/second-factor/off', { code: codes[0] }, cookie);
    },
  },
  'DELETE /api/users/:id/second-factor': {
    does: 'second-factor-off',
    act: async () => {
      const { id, secret, cookie } = await freshFactor();
      await sent('PUT', '/api/second-factor', { code: codeOf(secret) }, cookie);
      return sent('DELETE', `/api/users/${id}/second-factor`);
    },
  },
  'POST /api/tokens': {
    does: 'token-made',
    act: () => sent('POST', '/api/tokens', TOKEN),
  },
  'DELETE /api/tokens/:id': {
    does: 'token-revoked',
    act: async () => {
      const { id } = (await (await sent('POST', '/api/tokens', TOKEN)).json()) as { id: string };
      return sent('DELETE', `/api/tokens/${id}`);
    },
  },
  'DELETE /api/users/:id/tokens/:token': {
    does: 'token-revoked',
    act: async () => {
      const user = await freshUser();
      const cookie = await server.signIn(user.login);
      const made = await sent('POST', '/api/tokens', TOKEN, cookie);
      const { id } = (await made.json()) as { id: string };
      return sent('DELETE', `/api/users/${user.id}/tokens/${id}`);
    },
  },
  'PUT /api/second-factors': {
    does: 'second-factor-rule',
    act: () => sent('PUT', '/api/second-factors', { required: ['telemarketer'] }),
  },
  'POST /api/teams': {
    does: 'team-created',
    act: () => sent('POST', '/api/teams', { ...TEAM, name: 'New' }),
  },
  'PUT /api/teams/:id': {
    does: 'team-changed',
    act: async () => sent('PUT', `/api/teams/${await freshTeam()}`, { ...TEAM, name: 'Other' }),
  },
  'DELETE /api/teams/:id': {
    does: 'team-removed',
    act: async () => sent('DELETE', `/api/teams/${await freshTeam()}`),
  },
  'PUT /api/card-settings': {
    does: 'card-settings-changed',
    act: () =>
      sent('PUT', '/api/card-settings', {
        outcomes: STANDARD_OUTCOMES,
        wrapUpSec: 90,
        currency: 'RUB',
        pops: { standard: 'ring', queues: [], users: [] },
      }),
  },
  'PUT /api/contacts/:id/photo': { does: 'photo-set', act: photographed },
  'POST /api/contact-imports/:id/start': {
    does: 'import-begun',
    act: async () => sent('POST', `${await waitingImport()}/start`, IMPORT),
  },
  'POST /api/contact-imports/:id/cancel': {
    does: 'import-cancelled',
    act: async () => sent('POST', `${await waitingImport()}/cancel`),
  },
  'POST /api/contact-imports/:id/undo': {
    does: 'import-undone',
    act: async () => {
      const path = await waitingImport();
      await sent('POST', `${path}/cancel`);
      return sent('POST', `${path}/undo`);
    },
  },
  'DELETE /api/contacts/:id/photo': {
    does: 'photo-removed',
    act: async () => sent('DELETE', new URL((await photographed()).url).pathname),
  },
  'PUT /api/pause-reasons': {
    does: 'pause-reasons-changed',
    act: () => sent('PUT', '/api/pause-reasons', { items: ['Lunch', 'Training'] }),
  },
  'PUT /api/embedding': {
    does: 'embedding-changed',
    act: () => sent('PUT', '/api/embedding', { origins: ['https://crm.example.com'] }),
  },
  'PUT /api/tolls/stop': {
    does: 'outside-calls-stopped',
    act: () => sent('PUT', '/api/tolls/stop'),
  },
  'DELETE /api/tolls/stop': {
    does: 'outside-calls-released',
    act: () => sent('DELETE', '/api/tolls/stop'),
  },
  'PUT /api/tolls/firm': {
    does: 'toll-rules-changed',
    act: () => sent('PUT', '/api/tolls/firm', { perDay: 1, timeZone: 'UTC' }),
  },
  'POST /api/tolls/rules': {
    does: 'toll-rules-created',
    act: () => sent('POST', '/api/tolls/rules', TOLLS),
  },
  'PUT /api/tolls/rules/:id': {
    does: 'toll-rules-changed',
    act: () => sent('PUT', '/api/tolls/rules/default', TOLLS),
  },
  'DELETE /api/tolls/rules/:id': {
    does: 'toll-rules-removed',
    act: async () => {
      const made = await sent('POST', '/api/tolls/rules', TOLLS);
      const { id } = (await made.json()) as { id: string };
      return sent('DELETE', `/api/tolls/rules/${id}`);
    },
  },
  'POST /api/connections': {
    does: 'connection-created',
    act: () => sent('POST', '/api/connections', { ...ENTRY, id: 'branch' }),
  },
  'PUT /api/connections/:id': {
    does: 'connection-changed',
    act: async () => {
      const id = await freshConnection();
      return sent('PUT', `/api/connections/${id}`, { ...ENTRY, port: 10 });
    },
  },
  'PATCH /api/connections/:id': {
    does: 'connection-disabled',
    act: async () =>
      sent('PATCH', `/api/connections/${await freshConnection()}`, { enabled: false }),
  },
  'DELETE /api/connections/:id': {
    does: 'connection-removed',
    act: async () => sent('DELETE', `/api/connections/${await freshConnection()}`),
  },
  'POST /api/connections/:id/doctor': {
    does: 'connection-examined',
    async act() {
      // at a port of the AMI that nobody is there is said at once
      await sent('POST', '/api/connections', { ...ENTRY, id: 'examined', port: 5039 });
      return sent('POST', '/api/connections/examined/doctor');
    },
  },
  'POST /api/connections/:id/trial': {
    does: 'extension-tried',
    act: async () => {
      const sip = { url: 'ws://127.0.0.1:9/ws' };
      await sent('POST', '/api/connections', { ...ENTRY, id: 'tried', sip });
      return sent('POST', '/api/connections/tried/trial', { extension: '201' });
    },
  },
  'POST /api/places': {
    does: 'place-created',
    act: () => sent('POST', '/api/places', freePlace()),
  },
  'DELETE /api/places/:id': {
    does: 'place-removed',
    act: async () => sent('DELETE', `/api/places/${await freshPlace()}`),
  },
  'PUT /api/me/place': {
    does: 'place-taken',
    act: async () => (await seated()).answer,
  },
  'DELETE /api/me/place': {
    does: 'place-left',
    act: async () => sent('DELETE', '/api/me/place', undefined, (await seated()).cookie),
  },
  'DELETE /api/places/:id/holder': {
    does: 'place-freed',
    act: async () => sent('DELETE', `/api/places/${(await seated()).place}/holder`),
  },
  'PUT /api/calls/:id/recording': {
    does: 'recording-paused',
    act: async () => {
      const at = { pbx: 'office', extension: '101', mayPause: true };
      const { login } = await server.addUser({ login: `user-${(phones += 1)}`, ...at });
      const id = await callBeingRecorded('paused');
      const cookie = await server.signIn(login);
      return sent('PUT', `/api/calls/${id}/recording`, { paused: true }, cookie);
    },
  },
  'POST /api/webhooks': {
    does: 'webhook-added',
    act: () => sent('POST', '/api/webhooks', WEBHOOK),
  },
  'PUT /api/webhooks/:id': {
    does: 'webhook-changed',
    act: async () =>
      sent('PUT', `/api/webhooks/${await freshWebhook()}`, {
        ...WEBHOOK,
        name: 'Other',
        enabled: false,
      }),
  },
  'DELETE /api/webhooks/:id': {
    does: 'webhook-removed',
    act: async () => sent('DELETE', `/api/webhooks/${await freshWebhook()}`),
  },
  'POST /api/webhooks/:id/secret': {
    does: 'webhook-secret-renewed',
    act: async () => sent('POST', `/api/webhooks/${await freshWebhook()}/secret`),
  },
  'POST /api/webhooks/:id/test': {
    does: 'webhook-tried',
    act: async () => sent('POST', `/api/webhooks/${await freshWebhook()}/test`),
  },
  'POST /api/webhooks/:id/replay': {
    does: 'webhook-replayed',
    act: async () => sent('POST', `/api/webhooks/${await freshWebhook()}/replay`, {}),
  },
  'POST /api/secret-key': {
    does: 'secret-key-renewed',
    act: () => sent('POST', '/api/secret-key'),
  },
  'POST /api/settings/import': {
    does: 'settings-imported',
    act: async () => {
      const file: unknown = await (await sent('GET', '/api/settings/export')).json();
      return sent('POST', '/api/settings/import', { file, secrets: {} });
    },
  },
  'PUT /api/retention': {
    does: 'retention-changed',
    act: () =>
      sent('PUT', '/api/retention', { callsDays: 9_000, recordingsDays: null, capturesDays: 14 }),
  },
  'POST /api/erasures': {
    does: 'person-erased',
    act: () =>
      sent('POST', '/api/erasures', { subject: { number: '+79035550099' }, reference: '12' }),
  },
  'POST /api/reconciliations': {
    does: 'day-reconciled',
    act: () => sent('POST', '/api/reconciliations', { pbx: 'office', day: '2026-11-23' }),
  },
};

const changing = Object.keys(RIGHTS).filter((route) => /^(POST|PUT|PATCH|DELETE) /.test(route));

describe('A2 what changes something is noted', () => {
  test('every such route is tried here, or is an exception with a reason', () => {
    const all = [...Object.keys(ROUTES), ...Object.keys(UNAUDITED)];
    expect(all.sort()).toEqual(changing.sort());
    for (const reason of Object.values(UNAUDITED)) expect(reason).toMatch(/\w+ \w+/);
  });

  test.each(Object.entries(ROUTES))(
    '%s',
    async (_, { does, act }) => {
      const answer = await act();
      expect([200, 201, 204]).toContain(answer.status);
      expect(await newest()).toMatchObject({
        action: does,
        address: '127.0.0.1',
        userAgent: 'a browser of tests',
        who: { login: expect.stringMatching(/^(root|user-\d+)$/) },
      });
      // the doctor waits as long for what is no PBX as for what is one
    },
    15_000,
  );
});
