import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestServer } from '../../fixtures/test-server.ts';

// What it finds at PBXs is proven on real ones, in pbx/asterisk-ami/doctor.

const COMMAND = new URL('doctor-command.ts', import.meta.url).pathname;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'perezvon-doctor-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function doctor(...args: readonly string[]) {
  const env = Object.assign({}, process.env, { PEREZVON_DATA_DIR: dataDir });
  const command = [COMMAND, '--language', 'en', ...args];
  return spawnSync(process.execPath, command, { cwd: dataDir, env, encoding: 'utf8' });
}

test('where there is no data it says so, and where to look', () => {
  const { status, stdout, stderr } = doctor();
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(`There is no data of Perezvon in ${dataDir}.\nCheck dataDir`);
});

test('where there is no PBX yet it says where one is added', async () => {
  await (await startTestServer({ dataDir, config: { pbx: [] } })).stop();
  expect(doctor()).toMatchObject({
    status: 2,
    stdout: expect.stringMatching(/^There is no PBX yet\. Add one: Set-up → PBXs/),
  });
});
