import type { User } from '../contract/index.ts';
import { type Api, signedIn } from './route.ts';

/** What only the demo has: a customer who calls on request. */
export interface Demo {
  /** A sample customer calls this user. */
  callMe(user: User): Promise<void>;
}

/** `POST /api/demo/call`, in the demo alone. */
export function demoRoutes(api: Api, demo: Demo | null): void {
  if (!demo) return;
  api.post(
    '/api/demo/call',
    { schema: { summary: 'Demo: a sample customer calls the signed-in user' } },
    async (request, reply) => {
      await demo.callMe(signedIn(request).user);
      return reply.code(204).send();
    },
  );
}
