import { and, asc, type DatabaseHandle, eq, transaction, versionOf } from '@perezvon/crm-core';
import type { Team, TeamEntry } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Endpoint } from './scopes.ts';
import { loginKey } from './store.ts';
import { teamPeople, teams, users } from './table.ts';

/** A team as it is stored. */
export type StoredTeam = Omit<Team, 'version'>;

/** The version of what people fill in of a team; whose name comes first does not matter. */
export function teamVersion({ name, seesAll, members, supervisors }: StoredTeam): string {
  return versionOf([name, seesAll, members.toSorted(), supervisors.toSorted()]);
}

/** Teams. A name is one team's. */
export interface TeamStore {
  /** By name. */
  list(): StoredTeam[];
  /** Whether a user supervises a team that sees all. */
  seesAll(userId: string): boolean;
  /** The extensions of the members of the teams that a user supervises, disabled people's too. */
  supervised(userId: string): Endpoint[];
  /**
   * Makes it (`id` null) or changes it; null when there is no such team. `version`: as whoever changes it saw it. Throws
   * `AppError` `changed-meanwhile` where it is another by now, `team-taken`, `invalid`.
   */
  save(id: string | null, entry: TeamEntry, version?: string): Promise<StoredTeam | null>;
  /** Whether there was one. */
  remove(id: string): Promise<boolean>;
}

/** The teams in an SQLite database. */
export function createTeamStore(
  handle: DatabaseHandle,
  ids: { id(): string; now(): number },
): TeamStore {
  const { db } = handle;

  const people = (teamId: string, part: 'member' | 'supervisor') =>
    db
      .select({ userId: teamPeople.userId })
      .from(teamPeople)
      .innerJoin(users, eq(users.id, teamPeople.userId))
      .where(and(eq(teamPeople.teamId, teamId), eq(teamPeople.part, part)))
      .orderBy(asc(users.name), asc(users.login))
      .all()
      .map(({ userId }) => userId);

  const read = ({ id, name, seesAll }: typeof teams.$inferSelect): StoredTeam => ({
    id,
    name,
    seesAll,
    members: people(id, 'member'),
    supervisors: people(id, 'supervisor'),
  });

  function mustBeAsSeen(id: string, version: string | undefined): void {
    const now = db.select().from(teams).where(eq(teams.id, id)).get();
    if (version !== undefined && now && teamVersion(read(now)) !== version)
      throw new AppError('changed-meanwhile');
  }

  function check({ name, members, supervisors }: TeamEntry, id: string): void {
    const same = db
      .select()
      .from(teams)
      .where(eq(teams.nameKey, loginKey(name)))
      .get();
    if (same && same.id !== id) {
      throw new AppError('team-taken', { values: { name }, fields: { name: 'taken' } });
    }
    const known = new Set(
      db
        .select({ id: users.id })
        .from(users)
        .all()
        .map((one) => one.id),
    );
    for (const [field, list] of Object.entries({ members, supervisors })) {
      if (list.every((one) => known.has(one))) continue;
      const what = `${field} names somebody who is not there`;
      throw new AppError('invalid', { values: { what }, fields: { [field]: 'wrong' } });
    }
  }

  return {
    list: () => db.select().from(teams).orderBy(asc(teams.nameKey)).all().map(read),
    seesAll: (userId) =>
      db
        .select({ id: teams.id })
        .from(teamPeople)
        .innerJoin(teams, eq(teams.id, teamPeople.teamId))
        .where(
          and(
            eq(teamPeople.userId, userId),
            eq(teamPeople.part, 'supervisor'),
            eq(teams.seesAll, true),
          ),
        )
        .get() !== undefined,
    supervised: (userId) => [
      ...handle.sqlite
        .prepare<{ userId: string }, Endpoint>(
          `SELECT DISTINCT u.pbx, u.extension FROM team_people s
             JOIN team_people m ON m.team_id = s.team_id AND m.part = 'member'
             JOIN users u ON u.id = m.user_id
            WHERE s.user_id = @userId AND s.part = 'supervisor' AND u.pbx IS NOT NULL AND u.extension IS NOT NULL
           UNION
           SELECT p.pbx, p.extension FROM team_people s
             JOIN team_people m ON m.team_id = s.team_id AND m.part = 'member'
             JOIN user_phones p ON p.user_id = m.user_id
            WHERE s.user_id = @userId AND s.part = 'supervisor'`,
        )
        .all({ userId }),
      ...handle.sqlite
        .prepare<[string], { pbx: string; extension: string; since: number; until: number | null }>(
          `SELECT DISTINCT s.id, s.pbx, s.extension, s.since, s.until FROM team_people b
             JOIN team_people m ON m.team_id = b.team_id AND m.part = 'member'
             JOIN seatings s ON s.user_id = m.user_id
            WHERE b.user_id = ? AND b.part = 'supervisor'`,
        )
        .all(userId)
        .map(({ pbx, extension, since, until }) => ({
          pbx,
          extension,
          during: { from: since, to: until ?? Infinity },
        })),
    ],
    save: async (id, entry, version) =>
      transaction(handle, () => {
        const own = id ?? ids.id();
        mustBeAsSeen(own, version);
        check(entry, own);
        const { name, seesAll, members, supervisors } = entry;
        const row = { name: name.trim(), nameKey: loginKey(name), seesAll };
        const saved =
          id === null
            ? db
                .insert(teams)
                .values({ id: own, ...row, createdAt: ids.now() })
                .returning()
                .get()
            : db.update(teams).set(row).where(eq(teams.id, id)).returning().get();
        if (!saved) return null;
        db.delete(teamPeople).where(eq(teamPeople.teamId, own)).run();
        const parts = [
          ...members.map((userId) => ({ teamId: own, userId, part: 'member' as const })),
          ...supervisors.map((userId) => ({ teamId: own, userId, part: 'supervisor' as const })),
        ];
        for (const part of parts) db.insert(teamPeople).values(part).run();
        return read(saved);
      }),
    remove: async (id) =>
      transaction(handle, () => db.delete(teams).where(eq(teams.id, id)).run().changes > 0),
  };
}
