import { Type } from 'typebox';
import { changesBetween } from '../audit/changes.ts';
import { InviteAnswer, NewUser, User, UserList, UserPatch } from '../contract/index.ts';
import type { Accounts } from '../users/accounts.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, orNotFound } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** The people who work here: for administrators. */
export function userRoutes(
  api: Api,
  parts: {
    accounts: Accounts;
    audit: Noted;
    /** The page's address, such as `https://cti.example.org`. */
    origin: () => string;
  },
): void {
  const { accounts, audit, origin } = parts;

  api.get(
    '/api/users',
    { schema: { summary: 'All users', response: { 200: UserList } } },
    async () => ({ items: await accounts.list() }),
  );

  api.post(
    '/api/users',
    {
      schema: {
        summary: 'Make a user, without a password',
        body: NewUser,
        response: { 201: User },
      },
    },
    async (request, reply) => {
      const made = await accounts.create(request.body);
      const changes = userChanges(null, made, request.body);
      await audit.note(request, { action: 'user-created', target: userOf(made), changes });
      return reply.status(201).send(made);
    },
  );

  api.patch(
    '/api/users/:id',
    {
      schema: {
        summary: 'Change a user; disabling signs them out everywhere',
        params: Id,
        body: UserPatch,
        response: { 200: User },
      },
    },
    async (request) => {
      const { params, body } = request;
      const before = await accounts.get(params.id);
      const after = orNotFound(await accounts.update(params.id, body));
      const changes = userChanges(before, after, body);
      const turned = before?.disabled !== after.disabled;
      const action = !turned ? 'user-changed' : after.disabled ? 'user-disabled' : 'user-enabled';
      await audit.note(request, { action, target: userOf(after), changes });
      return after;
    },
  );

  api.post(
    '/api/users/:id/invite',
    {
      schema: {
        summary: 'A new link by which the user sets a password; older links die',
        params: Id,
        response: { 200: InviteAnswer },
      },
    },
    async (request) => {
      const { id } = request.params;
      const user = orNotFound(await accounts.get(id));
      const { token, expiresAt } = orNotFound(await accounts.invite(id));
      await audit.note(request, { action: 'user-invited', target: userOf(user) });
      return { link: welcomeLink(origin(), token), expiresAt };
    },
  );
}

function userChanges(before: User | null, after: User, { sipPassword }: UserPatch) {
  const secrets = sipPassword === undefined ? [] : ['sipPassword'];
  return changesBetween(before ?? {}, after, secrets).filter(({ field }) => field !== 'id');
}

/** The page of a one-use link. The token stands behind `#`, which no server log and no Referer sees. */
export function welcomeLink(origin: string, token: string): string {
  return `${origin}/welcome#${token}`;
}
