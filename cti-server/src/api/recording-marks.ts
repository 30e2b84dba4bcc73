import { Type } from 'typebox';
import type { LoggedCall } from '../call-log/entry.ts';
import {
  firstNamed,
  leads,
  NewMark,
  RecordingMark,
  RecordingMarks,
  recordingsOf,
} from '../contract/index.ts';
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

  async function recorded(id: string, scope: Scope): Promise<LoggedCall> {
    const call = await visible(id, scope);
    orNotFound(call.recordingId);
    return call;
  }

  api.get(
    '/api/calls/:id/marks',
    {
      schema: {
        summary: 'Notes at moments of the recordings of a call',
        params: CallId,
        response: { 200: RecordingMarks },
      },
    },
    async ({ params, scope }) => {
      const { record } = await recorded(params.id, scope);
      return { items: marks.of(record.id) };
    },
  );

  api.post(
    '/api/calls/:id/marks',
    {
      schema: {
        summary: 'Note something at a moment of a recording',
        params: CallId,
        body: NewMark,
        response: { 200: RecordingMark },
      },
    },
    async (request) => {
      const { record } = await recorded(request.params.id, request.scope);
      const recordings = recordingsOf(record);
      const { recording: n = firstNamed(recordings)?.n, atMs, text } = request.body;
      const { n: recording } = orNotFound(recordings.find((one) => one.n === n) ?? null);
      const mark = { recording, atMs, text };
      const added = await marks.add(record.id, signedIn(request).user, mark);
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
      const { record } = await recorded(request.params.id, request.scope);
      const { user } = signedIn(request);
      const userId = leads(user.role) ? null : user.id;
      const { mark: id } = request.params;
      const removed = await marks.remove({ callId: record.id, id, userId });
      orNotFound(removed || null);
      return reply.status(204).send(null);
    },
  );
}
