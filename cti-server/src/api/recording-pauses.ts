import { Type } from 'typebox';
import type { LoggedCall } from '../call-log/entry.ts';
import type { RecordingPauses } from '../commands/recording-pauses.ts';
import { RecordingOrder } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Scope } from '../users/scopes.ts';
import { callOf, type Noted } from './noted.ts';
import type { Api } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });

/** Pausing the recording of a call that goes on, for those who may. */
export function recordingPauseRoutes(
  api: Api,
  parts: {
    pauses: Pick<RecordingPauses, 'order'>;
    /** A call within the scope; throws `AppError` `not-found`. */
    visible: (id: string, scope: Scope) => Promise<LoggedCall>;
    audit: Noted;
  },
): void {
  const { pauses, visible, audit } = parts;

  api.put(
    '/api/calls/:id/recording',
    {
      schema: {
        summary:
          'Pause the recording of a call that goes on: silence in its file, for four minutes at most; or resume it',
        params: Id,
        body: RecordingOrder,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const call = await visible(request.params.id, request.scope);
      const { id, state } = call.record;
      if (state === 'ended') throw new AppError('call-over');
      const { paused } = request.body;
      const target = callOf(id);
      // what cannot be noted is not done
      await audit.note(request, {
        action: paused ? 'recording-paused' : 'recording-resumed',
        target,
      });
      try {
        await pauses.order(call, paused);
      } catch (error) {
        await audit.note(request, { action: 'recording-pause-failed', target });
        throw error;
      }
      return reply.status(204).send(null);
    },
  );
}
