import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  ApiTokens as ApiTokenList,
  type ApiToken,
  MadeToken,
  NewToken,
  type User,
} from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { Accounts } from '../users/accounts.ts';
import type { StoredToken } from '../users/api-token-store.ts';
import type { ApiTokens } from '../users/api-tokens.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const UsersToken = Type.Object({
  id: Type.String({ maxLength: 64 }),
  token: Type.String({ maxLength: 64 }),
});

/** API tokens: everybody makes and revokes their own, administrators see and revoke anybody's. */
export function tokenRoutes(
  api: Api,
  parts: { accounts: Pick<Accounts, 'get'>; tokens: ApiTokens; audit: Noted },
): void {
  const { accounts, tokens, audit } = parts;
  const listOf = (userId: string) => ({ items: tokens.of(userId).map(viewOf) });

  async function revoke(request: FastifyRequest, id: string, user: User): Promise<void> {
    const { name } = orNotFound(tokens.of(user.id).find((one) => one.id === id));
    const changes = [{ field: 'name', before: name, after: null }];
    const change = { action: 'token-revoked', target: userOf(user), changes } as const;
    orNotFound(await audit.change(request, change, () => tokens.revoke(id, user.id)));
  }

  api.get(
    '/api/tokens',
    { schema: { summary: 'The own API tokens', response: { 200: ApiTokenList } } },
    async (request) => listOf(signedIn(request).user.id),
  );

  api.post(
    '/api/tokens',
    {
      schema: {
        summary: 'Make an API token; its text is told this once',
        body: NewToken,
        response: { 201: MadeToken },
      },
    },
    async (request, reply) => {
      const { user } = signedIn(request);
      const change = { action: 'token-made', target: userOf(user) } as const;
      const { text, ...made } = await audit.change(request, change, () =>
        tokens.make(user, request.body),
      );
      return reply.status(201).send({ ...viewOf(made), token: text });
    },
  );

  api.delete(
    '/api/tokens/:id',
    { schema: { summary: 'Revoke an own API token', params: Id } },
    async (request, reply) => {
      await revoke(request, request.params.id, signedIn(request).user);
      return reply.status(204).send();
    },
  );

  api.get(
    '/api/users/:id/tokens',
    {
      schema: { summary: 'The API tokens of a user', params: Id, response: { 200: ApiTokenList } },
    },
    async (request) => listOf(orNotFound(await accounts.get(request.params.id)).id),
  );

  api.delete(
    '/api/users/:id/tokens/:token',
    { schema: { summary: 'Revoke an API token of a user', params: UsersToken } },
    async (request, reply) => {
      const { id, token } = request.params;
      const user = orNotFound(await accounts.get(id));
      await revoke(request, token, user);
      return reply.status(204).send();
    },
  );
}

function viewOf({ id, name, scopes, createdAt, expiresAt, usedAt }: StoredToken): ApiToken {
  const times = { since: iso(createdAt), until: iso(expiresAt) };
  return { id, name, scopes: [...scopes], ...times, usedAt: usedAt === null ? null : iso(usedAt) };
}
