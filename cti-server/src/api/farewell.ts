import { Farewell } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { AWAY_MS, type Farewells } from '../sip-gate/farewells.ts';
import { type Api, signedIn } from './route.ts';
import type { RouteParts } from './routes.ts';

/** A page that goes leaves the ends of its phone's calls here: they are said unless it comes back for them. */
export function farewellRoutes(
  api: Api,
  { farewells, sipOf }: { farewells: Farewells; sipOf: RouteParts['sipOf'] },
): void {
  api.post(
    '/api/me/farewell',
    {
      schema: {
        summary: 'End calls of the own browser phone whose page has gone',
        body: Farewell,
      },
    },
    async (request, reply) => {
      const sip = sipOf(signedIn(request).user);
      if (!sip) throw new AppError('no-extension');
      const { farewells: messages, when } = request.body;
      const why = farewells.whyNot(sip.extension, messages);
      if (why !== null) throw new AppError('invalid', { values: { what: why } });
      if (!farewells.say(sip, messages, when))
        throw new AppError('too-many-attempts', { values: { seconds: AWAY_MS / 1_000 } });
      return reply.code(204).send();
    },
  );
}
