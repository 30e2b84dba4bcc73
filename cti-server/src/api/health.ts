import { Health } from '../contract/index.ts';
import type { Api } from './route.ts';

/**
 * What of the server works and since when. The status is 200 whenever the server answers, `ok` says the
 * rest: a PBX that is away must not make a supervisor restart the server, nor hide from the page what is
 * wrong. Without a session only names: causes and cures tell of hosts and files.
 */
export function healthRoutes(api: Api, health: () => Health): void {
  api.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether each part works, and since when',
        response: { 200: Health },
      },
    },
    async (request, reply) => {
      const all = health();
      const shown = request.signedIn
        ? all
        : {
            ...all,
            version: '',
            parts: all.parts.map((part) => ({ ...part, detail: null, cure: null })),
          };
      return reply.header('cache-control', 'no-store').send(shown);
    },
  );
}
