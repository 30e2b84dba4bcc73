import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aChange } from '../../../fixtures/temp-log.ts';
import type { CallRecording } from '../contract/index.ts';
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

const file = (n: number, name: string) => ({ n, file: name, startedAt: null, endedAt: null });

function open(recording: string | null, scope: Scope = at('101'), folder: string | null = 'root', id = 'known', further: CallRecording[] = []) {
  const recordings = createRecordings({
    byRecording: async (part) => {
      if (part !== 'known') return null;
      const recordings = further.length > 0 ? { recordings: further } : {};
      return { ...aChange({ recording, ...recordings }), note: '', outcome: null, recordingId: part };
    },
    sourceOf: () => (folder === null ? null : createFolderSource(join(dir, folder))),
  });
  return recordings.open(id, scope);
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

test('C25 each of several is found by its own id; what a call has none of is none', async () => {
  const both = [file(1, '/m/2026/11/23/in.wav'), file(3, 'a.MP3')];
  const ask = (id: string, scope: Scope = at('101')) => open('x', scope, 'root', id, both);
  expect(await ask('known')).toMatchObject({ kind: 'found', n: 1, of: 2, file: { type: 'audio/wav' } });
  expect(await ask('known.3')).toMatchObject({ kind: 'found', n: 3, of: 2, file: { type: 'audio/mpeg' } });
  expect(await ask('known.3', at('102'))).toEqual({ kind: 'unknown' });
  for (const id of ['known.1', 'known.2', 'known.0', 'known.03', 'known.3.3', 'known.', '.3', 'known/../known.3', 'known.3\0'])
    expect(await ask(id), id).toEqual({ kind: 'unknown' });
  expect(await open(null)).toEqual({ kind: 'unknown' });
});

test.each(['../secret.wav', '/etc/passwd', 'link.wav', 'sibling.wav', 'folder.wav', 'a.wav\0.wav'])(
  'F05 a further one leads nowhere out of the folder either: %s',
  async (name) => {
    const both = [file(1, 'a.wav'), file(2, name)];
    expect(await open('a.wav', at('101'), 'root', 'known.2', both)).toEqual({ kind: 'missing' });
  },
);
