import { versionOf } from '@perezvon/crm-core';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  RecoveryCodes,
  SecondFactor,
  SecondFactorBegin,
  SecondFactorCode,
  SecondFactorRule,
  SecondFactorSecret,
  SecondFactorUsers,
  VersionedFactorRule,
} from '../contract/index.ts';
import { changesBetween } from '../audit/changes.ts';
import { AppError } from '../kernel/errors.ts';
import type { Accounts } from '../users/accounts.ts';
import type { FactorRule } from '../users/factor-rule.ts';
import type { SecondFactors } from '../users/second-factor.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, orNotFound, signedIn, visitorOf } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** A code beside the password: everyone's own, and for administrators the way out for who lost it. */
export function secondFactorRoutes(
  api: Api,
  parts: {
    accounts: Accounts;
    factors: SecondFactors;
    factorRule: FactorRule;
    audit: Noted;
  },
): void {
  const { accounts, factors, factorRule, audit } = parts;
  const replace = createReplace();
  const ruleNow = () => {
    const required = [...factors.required()].sort();
    return { required, version: versionOf(required) };
  };

  /** Notes a refusal, as at the door. */
  async function tried<T>(request: FastifyRequest, come: () => Promise<T>): Promise<T> {
    try {
      return await come();
    } catch (error) {
      await audit.refused(request, error, { action: 'code-refused' });
      throw error;
    }
  }

  api.get(
    '/api/second-factor',
    { schema: { summary: 'Whether a code is asked for', response: { 200: SecondFactor } } },
    async (request) => factors.of(signedIn(request).user.id),
  );

  api.post(
    '/api/second-factor',
    {
      schema: {
        summary: 'A secret for an app; nothing is asked for until a code of it came',
        body: SecondFactorBegin,
        response: { 200: SecondFactorSecret },
      },
    },
    async (request) => {
      const { user } = signedIn(request);
      const { password } = request.body;
      await tried(request, () => accounts.provePassword(user, password, visitorOf(request)));
      return factors.begin(user);
    },
  );

  api.put(
    '/api/second-factor',
    {
      schema: {
        summary: 'Prove by a code that the app has the secret; other sign-ins end',
        body: SecondFactorCode,
        response: { 200: RecoveryCodes },
      },
    },
    async (request) => {
      const who = signedIn(request);
      const { code } = request.body;
      const target = userOf(who.user);
      const change = { action: 'second-factor-on', target, changes: [] } as const;
      const codes = await tried(request, () =>
        audit.change(request, change, () => accounts.turnOnFactor(who, code, visitorOf(request))),
      );
      return { codes };
    },
  );

  api.post(
    '/api/second-factor/off',
    {
      schema: {
        summary: 'Ask for no code any more; needs one',
        body: SecondFactorCode,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { user } = signedIn(request);
      const { code } = request.body;
      if (factors.required().includes(user.role)) throw new AppError('factor-needed');
      const change = { action: 'second-factor-off', target: userOf(user), changes: [] } as const;
      await tried(request, () =>
        audit.change(request, change, () => accounts.turnOffFactor(user, code, visitorOf(request))),
      );
      return reply.status(204).send(null);
    },
  );

  api.get(
    '/api/second-factors',
    { schema: { summary: 'Who is asked for a code', response: { 200: SecondFactorUsers } } },
    async () => ({ items: factors.users(), ...ruleNow() }),
  );

  api.put(
    '/api/second-factors',
    {
      schema: {
        summary: `Say of which roles nobody works without a second factor; who has none is signed out. ${SEEN}`,
        headers: Seen,
        body: SecondFactorRule,
        response: { 200: VersionedFactorRule },
      },
    },
    async (request) => {
      const after = { required: request.body.required.toSorted() };
      const refusal = factorRule.whyNot(after.required, signedIn(request));
      if (refusal) throw refusal;
      const changes = changesBetween({ required: ruleNow().required }, after);
      const change = { action: 'second-factor-rule', target: null, changes } as const;
      const save = () => audit.change(request, change, () => factorRule.set(after.required));
      await replace(request, () => ruleNow().version, save);
      return ruleNow();
    },
  );

  api.delete(
    '/api/users/:id/second-factor',
    { schema: { summary: 'Ask a user who lost it for no code any more', params: Id } },
    async (request, reply) => {
      const user = orNotFound(await accounts.get(request.params.id));
      const change = { action: 'second-factor-off', target: userOf(user), changes: [] } as const;
      orNotFound((await audit.change(request, change, () => factors.remove(user.id))) || null);
      await factorRule.endWhereDue(user);
      return reply.status(204).send();
    },
  );
}
