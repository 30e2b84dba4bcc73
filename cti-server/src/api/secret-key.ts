import type { KeyRenewal } from '../key-renewal.ts';
import type { Noted } from './noted.ts';
import type { Api } from './route.ts';

/** The key of stored secrets: for administrators. It is never told. */
export function secretKeyRoutes(
  api: Api,
  { keyRenewal, audit }: { keyRenewal: KeyRenewal; audit: Noted },
): void {
  api.post(
    '/api/secret-key',
    { schema: { summary: 'Make a new key and seal all stored secrets by it' } },
    async (request, reply) => {
      // noted first: it is many writes and a file, and what a crash cuts short is ended at the next start
      await audit.note(request, { action: 'secret-key-renewed' });
      await keyRenewal.renew();
      return reply.status(204).send();
    },
  );
}
