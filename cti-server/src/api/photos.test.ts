import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { AuditPage, Erasure } from '../contract/index.ts';

// Of two by three pixels, as Chromium's canvas writes them; what a camera adds is put in behind the first two bytes.
const PAINTED =
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAADAAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAaEAEAAQUAAAAAAAAAAAAAAAAAAgQVU6LR/8QAFQEBAQAAAAAAAAAAAAAAAAAAAgP/xAAbEQACAQUAAAAAAAAAAAAAAAAAAQMSE1FSkf/aAAwDAQACEQMRAD8Ai7rW5tY8AGlYKXpNn0//2Q==';
const PLAIN = Buffer.from(PAINTED, 'base64');
const CAMERA = Buffer.from('\xff\xe1\x00\x14Exif\0\0GPS 55.75 37', 'latin1');
const JPEG = Buffer.concat([PLAIN.subarray(0, 2), CAMERA, PLAIN.subarray(2)]).toString('base64');
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAAGUlEQVR4AWI6Y2z8H4SZGKCAyeTsWUYQBgAAAP//TbxTAQAAAAZJREFUAwBzawgH3ddfdgAAAABJRU5ErkJggg==';

let server: TestServer;
let cookie: string;
let id: string;

beforeEach(async () => {
  server = await startTestServer();
  await server.addUser({ login: 'anna' });
  await server.addUser({ login: 'root', role: 'admin' });
  cookie = await server.signIn('anna');
  const body = { kind: 'person', name: 'Анна', numbers: [] };
  const made = await server.ask('POST', '/api/contacts', { cookie, body });
  ({ id } = (await made.json()) as { id: string });
});
afterEach(() => server.stop());

const path = () => `/api/contacts/${id}/photo`;
const give = (image: string, as = cookie) =>
  server.ask('PUT', path(), { cookie: as, body: { image } });
const photoOf = async () =>
  (
    (await (await server.ask('GET', `/api/contacts/${id}`, { cookie })).json()) as {
      photo?: string;
    }
  ).photo;

describe('a photo', () => {
  test('is given, known by its version, kept by browsers for a week, and never taken for a page', async () => {
    expect((await server.ask('GET', path(), { cookie })).status).toBe(404);
    const { photo } = (await (await give(JPEG)).json()) as { photo: string };
    expect(await photoOf()).toBe(photo);
    const shown = await server.ask('GET', `${path()}?v=${photo}`, { cookie });
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=604800, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(bytes).toEqual(PLAIN);
    // another one under the same address is never kept
    const { photo: next } = (await (await give(PNG)).json()) as { photo: string };
    expect(next).not.toBe(photo);
    const old = await server.ask('GET', `${path()}?v=${photo}`, { cookie });
    expect(old.headers.get('content-type')).toBe('image/png');
    expect(old.headers.get('cache-control')).toBe('no-store');
  });

  test('is for who is signed in, of a contact that there is, and a picture', async () => {
    expect((await server.ask('GET', path())).status).toBe(401);
    expect((await server.ask('PUT', path(), { body: { image: JPEG } })).status).toBe(401);
    const page = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>');
    const refused = await give(page.toString('base64'));
    expect(await refused.json()).toMatchObject({ status: 422, code: 'photo-wrong' });
    expect((await give('data:image/png;base64,AAAA')).status).toBe(400);
    expect(await photoOf()).toBeUndefined();
    id = 'nobody';
    expect((await give(JPEG)).status).toBe(404);
  });

  test('is taken away; the audit log has who did it, and no name', async () => {
    await give(JPEG);
    expect((await server.ask('DELETE', path(), { cookie })).status).toBe(204);
    expect((await server.ask('DELETE', path(), { cookie })).status).toBe(404);
    expect(await photoOf()).toBeUndefined();
    const root = await server.signIn('root');
    const audit = await server.ask('GET', '/api/audit', { cookie: root });
    const { items } = (await audit.json()) as AuditPage;
    const rows = items.filter(({ action }) => action.startsWith('photo-'));
    expect(rows).toMatchObject([
      {
        action: 'photo-removed',
        who: { login: 'anna' },
        target: { kind: 'contact', id, name: '' },
      },
      { action: 'photo-set', who: { login: 'anna' }, target: { kind: 'contact', id, name: '' } },
    ]);
  });

  test('L11 goes with the person who is erased, and is counted in the certificate', async () => {
    await give(JPEG);
    const root = await server.signIn('root');
    const subject = { contactId: id };
    const preview = await server.ask('POST', '/api/erasures/preview', {
      cookie: root,
      body: { subject },
    });
    expect(await preview.json()).toMatchObject({ photos: 1 });
    const body = { subject, reference: 'letter 7' };
    const erased = await server.ask('POST', '/api/erasures', { cookie: root, body });
    const { erasure } = (await erased.json()) as { erasure: Erasure };
    expect(erasure).toMatchObject({ contacts: 1, photos: 1 });
    const paper = `/api/erasures/${erasure.id}/certificate`;
    const text = await (await server.ask('GET', paper, { cookie: root })).text();
    expect(text).toMatch(/photos: 1/);
    expect((await server.ask('GET', path(), { cookie })).status).toBe(404);
  });
});
