import { Type } from 'typebox';
import { InviteAnswer, NewUser, User, UserList, UserPatch } from '../contract/index.ts';
import type { Accounts } from '../users/accounts.ts';
import { type Api, orNotFound } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** The people who work here: for administrators. */
export function userRoutes(
  api: Api,
  parts: {
    accounts: Accounts;
    /** The page's address, such as `https://cti.example.org`. */
    origin: () => string;
  },
): void {
  const { accounts, origin } = parts;

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
    async (request, reply) => reply.status(201).send(await accounts.create(request.body)),
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
    async (request) => orNotFound(await accounts.update(request.params.id, request.body)),
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
      const { token, expiresAt } = orNotFound(await accounts.invite(request.params.id));
      return { link: welcomeLink(origin(), token), expiresAt };
    },
  );
}

/** The page of a one-use link. The token stands behind `#`, which no server log and no Referer sees. */
export function welcomeLink(origin: string, token: string): string {
  return `${origin}/welcome#${token}`;
}
