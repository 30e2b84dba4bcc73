import { Type } from 'typebox';
import type { LoggedCall } from '../call-log/entry.ts';
import { leads, NewMark, RecordingMark, RecordingMarks } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { MarkStore } from '../recordings/marks.ts';
import type { Scope } from '../users/scopes.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

const CallId = Type.Object({ id: Type.String({ maxLength: 200 }) });
const MarkId = Type.Object({
  id: Type.String({ maxLength: 200 }),
  mark: Type.String({ maxLength: 64 }),
});

/** Notes at moments of a recording, for those who may hear it. */
export function recordingMarkRoutes(
  api: Api,
  parts: {
    marks: MarkStore;
    /** A call within the scope; throws `AppError` `not-found`. */
    visible: (id: string, scope: Scope) => Promise<LoggedCall>;
  },
): void {
  const { marks, visible } = parts;

  async function recorded(id: string, scope: Scope): Promise<string> {
    const { record, recordingId } = await visible(id, scope);
    orNotFound(recordingId);
    return record.id;
  }

  api.get(
    '/api/calls/:id/marks',
    {
      schema: {
        summary: 'Notes at moments of the recording of a call',
        params: CallId,
        response: { 200: RecordingMarks },
      },
    },
    async ({ params, scope }) => ({ items: marks.of(await recorded(params.id, scope)) }),
  );

  api.post(
    '/api/calls/:id/marks',
    {
      schema: {
        summary: 'Note something at a moment of the recording',
        params: CallId,
        body: NewMark,
        response: { 200: RecordingMark },
      },
    },
    async (request) => {
      const callId = await recorded(request.params.id, request.scope);
      const added = await marks.add(callId, signedIn(request).user, request.body);
      if (!added) throw new AppError('too-many-kept');
      return added;
    },
  );

  api.delete(
    '/api/calls/:id/marks/:mark',
    {
      schema: {
        summary: 'Take a note away: one’s own, or for those who lead any',
        params: MarkId,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const callId = await recorded(request.params.id, request.scope);
      const { user } = signedIn(request);
      const userId = leads(user.role) ? null : user.id;
      const removed = await marks.remove({ callId, id: request.params.mark, userId });
      orNotFound(removed || null);
      return reply.status(204).send(null);
    },
  );
}
