import { Me, MePatch } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Accounts } from '../users/accounts.ts';
import type { SignedIn } from '../users/sessions.ts';
import { type Api, orNotFound, signedIn, visitorOf } from './route.ts';

/** Who is signed in, and what they may change of their own. */
export function meRoutes(
  api: Api,
  parts: { accounts: Accounts; meOf: (who: SignedIn) => Promise<Me> },
): void {
  const { accounts, meOf } = parts;

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
      if (password) await accounts.changePassword(who, password, visitorOf(request));
      const user = orNotFound(await accounts.update(who.user.id, patch));
      if (user.disabled) throw new AppError('not-signed-in');
      return meOf({ ...who, user });
    },
  );
}
