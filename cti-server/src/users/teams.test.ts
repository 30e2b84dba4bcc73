import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@perezvon/crm-core';
import { expect, test } from 'vitest';
import { databaseBefore, MIGRATIONS } from '../../../fixtures/older-database.ts';
import { systemClock } from '../kernel/clock.ts';
import { createTeamStore } from './team-store.ts';

test('supervisors of before the update go on seeing all; where there are none, no team is made', () => {
  for (const roles of [['operator', 'supervisor', 'supervisor'], ['operator']]) {
    const directory = mkdtempSync(join(tmpdir(), 'perezvon-teams-'));
    const handle = databaseBefore('teams', directory);
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
      id: 'everyone',
      name: 'Все',
      seesAll: true,
      members: [],
      supervisors: ['u1', 'u2'],
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
