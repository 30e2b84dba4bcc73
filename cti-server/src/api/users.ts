import { Type } from 'typebox';
import {
  InviteAnswer,
  NewUser,
  type User,
  UserList,
  UserPatch,
  VersionedUser,
} from '../contract/index.ts';
import type { Accounts } from '../users/accounts.ts';
import { userVersion } from '../users/user-version.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, orNotFound } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

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
  const replace = createReplace();

  api.get(
    '/api/users',
    { schema: { summary: 'All users', response: { 200: UserList } } },
    async () => ({ items: (await accounts.list()).map(shown) }),
  );

  api.post(
    '/api/users',
    {
      schema: {
        summary: 'Make a user, without a password',
        body: NewUser,
        response: { 201: VersionedUser },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const target = { kind: 'user' } as const;
      const change = { action: 'user-created', target, secrets: secretsOf(body) } as const;
      const made = await audit.change(request, change, () => accounts.create(body));
      return reply.status(201).send(shown(made));
    },
  );

  api.patch(
    '/api/users/:id',
    {
      schema: {
        summary: `Change a user; disabling signs them out everywhere. ${SEEN}`,
        params: Id,
        headers: Seen,
        body: UserPatch,
        response: { 200: VersionedUser },
      },
    },
    async (request) => {
      const { params, body } = request;
      const before = await accounts.get(params.id);
      const { disabled = before?.disabled } = body;
      const turned = before?.disabled !== disabled;
      const action = !turned ? 'user-changed' : disabled ? 'user-disabled' : 'user-enabled';
      const target = { kind: 'user' } as const;
      const change = { action, target, before, secrets: secretsOf(body) } as const;
      const now = async () => userVersion(orNotFound(await accounts.get(params.id)));
      const save = () => audit.change(request, change, () => accounts.update(params.id, body));
      return shown(orNotFound(await replace(request, now, save)));
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

function shown(user: User): VersionedUser {
  return { ...user, version: userVersion(user) };
}

/** Which secrets are set by it. */
function secretsOf({ sipPassword, morePhones = [] }: UserPatch): string[] {
  const more = morePhones
    .filter((phone) => phone.sipPassword !== undefined)
    .map(({ pbx, extension }) => `morePhones.${pbx}/${extension}.sipPassword`);
  return sipPassword === undefined ? more : ['sipPassword', ...more];
}

/** The page of a one-use link. The token stands behind `#`, which no server log and no Referer sees. */
export function welcomeLink(origin: string, token: string): string {
  return `${origin}/welcome#${token}`;
}
