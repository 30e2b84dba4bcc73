import { Type } from 'typebox';
import { Proof } from '../contract/index.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Sessions } from '../users/sessions.ts';
import { type Noted, userOf } from './noted.ts';
import { type Api, signedIn, visitorOf } from './route.ts';

/** Who is signed in shows once more who they are. */
export function proofRoutes(
  api: Api,
  parts: {
    accounts: Pick<Accounts, 'provePassword'>;
    sessions: Pick<Sessions, 'prove'>;
    audit: Noted;
  },
): void {
  const { accounts, sessions, audit } = parts;
  api.get(
    '/api/session/proof',
    {
      schema: {
        summary:
          'Whether what asks for the password may be done now: else it is refused as that would be',
        response: { 204: Type.Null() },
      },
    },
    async (_, reply) => reply.status(204).send(null),
  );

  api.post(
    '/api/session/proof',
    {
      schema: {
        summary: 'Type the password again; what asks for it may be done for half an hour',
        body: Proof,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { user, session } = signedIn(request);
      try {
        await accounts.provePassword(user, request.body.password, visitorOf(request));
      } catch (error) {
        await audit.refused(request, error, { action: 'password-refused', target: userOf(user) });
        throw error;
      }
      await sessions.prove(session.id);
      return reply.status(204).send(null);
    },
  );
}
