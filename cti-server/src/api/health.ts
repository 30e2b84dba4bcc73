import { Health } from '../contract/index.ts';
import type { Api } from './route.ts';

/**
 * What of the server works and since when. The status is 200 whenever the server answers, `ok` says the
 * rest: a PBX that is away must not make a supervisor restart the server, nor hide from the page what is
 * wrong. Hosts, files and what others said are for administrators; the version for who is signed in.
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
      const user = request.signedIn?.user;
      const parts = user?.role === 'admin' ? all.parts : all.parts.map(withoutPlaces);
      const shown = { ...all, version: user ? all.version : null, parts };
      return reply.header('cache-control', 'no-store').send(shown);
    },
  );
}

/** Without all that is no number of ours. */
function withoutPlaces(part: Health['parts'][number]): Health['parts'][number] {
  const { problem } = part;
  const values = Object.entries(problem?.values ?? {}).filter(
    ([, value]) => typeof value === 'number',
  );
  return {
    ...part,
    problem: problem && { code: problem.code, values: Object.fromEntries(values) },
    detail: null,
    cure: null,
  };
}
