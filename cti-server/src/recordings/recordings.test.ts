import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aChange } from '../../../fixtures/temp-log.ts';
import { type Scope, scopeOf } from '../users/scopes.ts';
import { createFolderSource } from './folder-source.ts';
import { createRecordings } from './recordings.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'perezvon-recordings-'));
  const sound = Buffer.alloc(1_000);
  mkdirSync(join(dir, 'root', 'folder.wav'), { recursive: true });
  mkdirSync(join(dir, 'root2'));
  mkdirSync(join(dir, 'root/2026/11/23'), { recursive: true });
  for (const file of ['root/2026/11/23/in.wav', 'root/a.wav', 'root/a.MP3', 'root/a.txt', 'secret.wav', 'root2/b.wav']) {
    writeFileSync(join(dir, file), sound);
  }
  writeFileSync(join(dir, 'root/empty.wav'), Buffer.alloc(44));
  symlinkSync(join(dir, 'secret.wav'), join(dir, 'root/link.wav'));
  symlinkSync(join(dir, 'root2/b.wav'), join(dir, 'root/sibling.wav'));
  symlinkSync(join(dir, 'root/a.wav'), join(dir, 'root/inner.wav'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const at = (extension: string, pbx = 'office') => scopeOf([{ pbx, extension }]);

function open(recording: string | null, scope: Scope = at('101'), folder: string | null = 'root') {
  const recordings = createRecordings({
    byRecording: async (id) =>
      id === 'known' ? { ...aChange({ recording }), note: '', outcome: null, recordingId: id } : null,
    sourceOf: () => (folder === null ? null : createFolderSource(join(dir, folder))),
  });
  return recordings.open('known', scope);
}

test.each([
  ['a file', 'a.wav', 'audio/wav'],
  ['letters of any size', 'a.MP3', 'audio/mpeg'],
  ['a path, of which the PBX has its own', '/var/spool/asterisk/monitor/a.wav', 'audio/wav'],
  ['a link within the folder', 'inner.wav', 'audio/wav'],
  ['in folders by date', '/var/spool/asterisk/monitor/2026/11/23/in.wav', 'audio/wav'],
  ['told without its extension', '2026/11/23/in', 'audio/wav'],
])('F05 %s is found', async (_, recording, type) => {
  expect(await open(recording)).toMatchObject({ kind: 'found', file: { size: 1_000, type } });
});

test.each([
  ['out of the folder', '../secret.wav'],
  ['absolute', '/etc/passwd'],
  ['a link that leads out', 'link.wav'],
  ['a link to a folder whose name begins alike', 'sibling.wav'],
  ['a folder', 'folder.wav'],
  ['a header without sound', 'empty.wav'],
  ['no sound', 'a.txt'],
  ['not there', 'b.wav'],
  ['NUL', 'a.wav\0.wav'],
  ['nothing', ''],
  ['dots', '..'],
  ['none', null],
])('F05 %s is not', async (_, recording) => {
  expect(await open(recording)).toEqual({ kind: 'missing' });
});

test('F05 no folder, or one that is gone: missing', async () => {
  expect(await open('a.wav', at('101'), null)).toEqual({ kind: 'missing' });
  expect(await open('a.wav', at('101'), 'gone')).toEqual({ kind: 'missing' });
});

test('F05 others may not tell a foreign recording from none', async () => {
  expect(await open('a.wav', at('102'))).toEqual({ kind: 'unknown' });
  expect(await open('a.wav', at('101', 'other'))).toEqual({ kind: 'unknown' });
  expect(await open('a.wav', 'all')).toMatchObject({ kind: 'found' });
});
