import { AppError } from '../kernel/errors.ts';
import { type Api, signedIn } from './route.ts';

/** What only the demo has: a customer who calls on request. */
export interface Demo {
  /** A sample customer calls this user. */
  callMe(extension: string): Promise<void>;
}

/** `POST /api/demo/call`, in the demo alone. */
export function demoRoutes(api: Api, demo: Demo | null): void {
  if (!demo) return;
  api.post(
    '/api/demo/call',
    { schema: { summary: 'Demo: a sample customer calls the signed-in user' } },
    async (request, reply) => {
      const { extension } = signedIn(request).user;
      if (extension === null) throw new AppError('no-extension');
      await demo.callMe(extension);
      return reply.code(204).send();
    },
  );
}
