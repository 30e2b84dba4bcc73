import { Type } from 'typebox';
import type { LoggedCall } from '../call-log/entry.ts';
import { CallQualities, CallQuality } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { QualityStore } from '../quality/store.ts';
import type { Scope } from '../users/scopes.ts';
import { type Api, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });

/** How calls sounded, as the browser phones in them measured it. */
export function qualityRoutes(
  api: Api,
  parts: {
    quality: QualityStore;
    clock: Pick<Clock, 'now'>;
    /** A call within the scope; throws `AppError` `not-found`. */
    visible: (id: string, scope: Scope) => Promise<LoggedCall>;
  },
): void {
  const { quality, clock, visible } = parts;

  api.put(
    '/api/calls/:id/quality',
    {
      schema: {
        summary: 'Say how a call sounded at the own phone',
        params: Id,
        body: CallQuality,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { extension } = signedIn(request).user;
      // The scope is that of the own phone, whatever else one sees.
      const { record } = await visible(request.params.id, request.scope);
      if (extension === null) throw new AppError('no-extension');
      const at = clock.now();
      await quality.put({ callId: record.id, extension, at }, request.body);
      return reply.status(204).send(null);
    },
  );

  api.get(
    '/api/calls/:id/quality',
    {
      schema: {
        summary: 'How a call sounded at each browser phone that was in it',
        params: Id,
        response: { 200: CallQualities },
      },
    },
    async (request) => {
      const { record } = await visible(request.params.id, request.scope);
      return { items: quality.of(record.id) };
    },
  );
}
