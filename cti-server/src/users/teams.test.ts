import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase } from '@perezvon/crm-core';
import { expect, test } from 'vitest';
import { systemClock } from '../kernel/clock.ts';
import { createTeamStore } from './team-store.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

interface Journal {
  entries: { tag: string }[];
}

/** A database as it was before there were teams. */
function before(directory: string) {
  const old = join(directory, 'migrations');
  cpSync(MIGRATIONS, old, { recursive: true });
  const file = join(old, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as Journal;
  const first = journal.entries.findIndex(({ tag }) => tag.endsWith('_teams'));
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, first) }));
  const handle = openDatabase({ file: join(directory, 'x.db') });
  migrate(handle, old, 'cti_migrations');
  return handle;
}

test('supervisors of before the update go on seeing all; where there are none, no team is made', () => {
  for (const roles of [['operator', 'supervisor', 'supervisor'], ['operator']]) {
    const directory = mkdtempSync(join(tmpdir(), 'perezvon-teams-'));
    const handle = before(directory);
    const add = handle.sqlite.prepare(
      `INSERT INTO users (id, login, login_key, name, role, device, language, created_at)
       VALUES (?, ?, ?, ?, ?, 'desk', 'ru', ?)`,
    );
    for (const [index, role] of roles.entries()) {
      const id = `u${index}`;
      add.run(id, id, id, id, role, index);
    }
    migrate(handle, MIGRATIONS, 'cti_migrations');
    const teams = createTeamStore(handle, systemClock);
    const everyone = {
      ...{ id: 'everyone', name: 'Все', seesAll: true },
      ...{ members: [], supervisors: ['u1', 'u2'] },
    };
    expect(teams.list()).toEqual(roles.includes('supervisor') ? [everyone] : []);
    expect([teams.seesAll('u0'), teams.seesAll('u1')]).toEqual([
      false,
      roles.includes('supervisor'),
    ]);
    handle.close();
    rmSync(directory, { recursive: true });
  }
});
