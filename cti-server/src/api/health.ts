import { Health } from '../contract/index.ts';
import type { Api } from './route.ts';

/**
 * What of the server works and since when. Without a session only names: causes and cures tell of
 * hosts and files.
 */
export function healthRoutes(api: Api, health: () => Health): void {
  api.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether each part works, and since when',
        response: { 200: Health, 503: Health },
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
      return reply
        .header('cache-control', 'no-store')
        .status(all.ok ? 200 : 503)
        .send(shown);
    },
  );
}
