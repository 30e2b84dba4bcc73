import type { FastifyRequest } from 'fastify';
import { Me, MePatch } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Accounts } from '../users/accounts.ts';
import type { SignedIn } from '../users/sessions.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, orNotFound, signedIn, visitorOf } from './route.ts';

/** Who is signed in, and what they may change of their own. */
export function meRoutes(
  api: Api,
  parts: { accounts: Accounts; audit: Noted; meOf: (who: SignedIn) => Promise<Me> },
): void {
  const { accounts, audit, meOf } = parts;

  async function changePassword(request: FastifyRequest, typed: { old: string; new: string }) {
    const who = signedIn(request);
    const target = userOf(who.user);
    const change = { action: 'password-changed', target, changes: [] } as const;
    try {
      await audit.change(request, change, () =>
        accounts.changePassword(who, typed, visitorOf(request)),
      );
    } catch (error) {
      await audit.refused(request, error, { action: 'password-refused', who: who.user, target });
      throw error;
    }
  }

  api.get(
    '/api/me',
    { schema: { summary: 'The signed-in user and their phone', response: { 200: Me } } },
    async (request) => meOf(signedIn(request)),
  );

  api.patch(
    '/api/me',
    {
      schema: {
        summary: 'Change own name, device, language or password',
        body: MePatch,
        response: { 200: Me },
      },
    },
    async (request) => {
      const who = signedIn(request);
      const { password, ...patch } = request.body;
      if (password) await changePassword(request, password);
      const change = {
        action: 'user-changed',
        target: { kind: 'user' },
        before: who.user,
      } as const;
      const user = orNotFound(
        await audit.change(request, change, () => accounts.update(who.user.id, patch)),
      );
      if (user.disabled) throw new AppError('not-signed-in');
      return meOf({ ...who, user });
    },
  );
}
