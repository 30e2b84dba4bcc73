import { Type } from 'typebox';
import { type AuditTarget, Team, TeamEntry, TeamList } from '../contract/index.ts';
import { type StoredTeam, teamVersion } from '../users/team-store.ts';
import type { Teams } from '../users/teams.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound } from './route.ts';
import { SEEN, Seen, seenVersion } from './seen-version.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** Who works with whom, and who sees whose calls: for administrators. */
export function teamRoutes(api: Api, teams: Teams, audit: Noted): void {
  api.get(
    '/api/teams',
    { schema: { summary: 'All teams', response: { 200: TeamList } } },
    async () => ({ items: teams.list().map(shown) }),
  );

  api.post(
    '/api/teams',
    { schema: { summary: 'Make a team', body: TeamEntry, response: { 201: Team } } },
    async (request, reply) => {
      const change = { action: 'team-created', target: { kind: 'team' } } as const;
      const made = await audit.change(request, change, () => teams.save(null, request.body));
      return reply.status(201).send(shown(orNotFound(made)));
    },
  );

  api.put(
    '/api/teams/:id',
    {
      schema: {
        summary: `Change a team; its supervisors see by it from now on. ${SEEN}`,
        params: Id,
        headers: Seen,
        body: TeamEntry,
        response: { 200: Team },
      },
    },
    async (request) => {
      const { id } = request.params;
      const version = seenVersion(request.headers);
      const before = orNotFound(teams.list().find((team) => team.id === id));
      const change = { action: 'team-changed', target: { kind: 'team' }, before } as const;
      const save = () => teams.save(id, request.body, version);
      return shown(orNotFound(await audit.change(request, change, save)));
    },
  );

  api.delete(
    '/api/teams/:id',
    { schema: { summary: 'Remove a team; its people stay', params: Id } },
    async (request, reply) => {
      const { id } = request.params;
      const before = orNotFound(teams.list().find((team) => team.id === id));
      const change = { action: 'team-removed', target: teamOf(before) } as const;
      orNotFound((await audit.change(request, change, () => teams.remove(id))) || null);
      return reply.status(204).send();
    },
  );
}

function shown(team: StoredTeam): Team {
  return { ...team, version: teamVersion(team) };
}

function teamOf({ id, name }: StoredTeam): AuditTarget {
  return { kind: 'team', id, name };
}
