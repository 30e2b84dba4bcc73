import { Type } from 'typebox';
import type { LoggedCall } from '../call-log/entry.ts';
import { RecordingPlay } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { RecordingPlays } from '../recordings/plays.ts';
import type { FoundRecording, Recordings } from '../recordings/recordings.ts';
import type { Scope } from '../users/scopes.ts';
import { type ByteRange, RecordingSourceError } from '../recordings/source.ts';
import { changesBetween } from '../audit/changes.ts';
import { callOf, type Noted } from './noted.ts';
import { type Api, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const CallId = Type.Object({ id: Type.String({ maxLength: 200 }) });

/** The sound of calls, for those who may hear it; parts of it by Range, so that a player can seek. */
export function recordingRoutes(
  api: Api,
  parts: {
    recordings: Recordings;
    plays: RecordingPlays;
    audit: Noted;
    logger: Log;
    /** A call within the scope; throws `AppError` `not-found`. */
    visible: (id: string, scope: Scope) => Promise<LoggedCall>;
  },
): void {
  const { recordings, plays, audit, logger, visible } = parts;

  /** What the PBX says when it fails names its address: that is for the log. */
  async function fromSource<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof RecordingSourceError)) throw error;
      logger.warn({ error: error.message }, 'The PBX did not give a recording');
      throw new AppError('recording-unreachable', { cause: error });
    }
  }

  async function found(id: string, scope: Scope): Promise<FoundRecording & { kind: 'found' }> {
    const recording = await fromSource(recordings.open(id, scope));
    if (recording.kind === 'unknown') throw new AppError('not-found');
    // who may hear it is told; to others it looks as if there had never been one
    if (recording.kind === 'missing') throw new AppError('recording-missing');
    return recording;
  }

  api.get(
    '/api/recordings/:id',
    { schema: { summary: 'A recording of a call (audio; Range is honoured)', params: Id } },
    async (request, reply) => {
      const { user } = signedIn(request);
      const { id } = request.params;
      const { callId, n, of, file } = await found(id, request.scope);
      const { size, type } = file;
      const range = rangeOf(request.headers.range, size);
      reply
        .header('content-type', type)
        .header('content-disposition', `inline; filename="${id}.${type.split('/')[1]}"`)
        .header('cache-control', 'no-store')
        .header('accept-ranges', 'bytes');
      if (range === 'unsatisfiable') {
        return reply.status(416).header('content-range', `bytes */${size}`).send(null);
      }
      const { start, end } = range ?? { start: 0, end: size - 1 };
      const sound = await fromSource(file.read({ start, end }));
      // not noted, not heard
      if (plays.begins({ callId, recording: n, user, start })) {
        const changes = of > 1 ? changesBetween({}, { recording: n }) : [];
        await audit.note(request, { action: 'recording-played', target: callOf(callId), changes });
        await plays.note({ callId, recording: n, user, address: request.ip });
      }
      if (range) reply.status(206).header('content-range', `bytes ${start}-${end}/${size}`);
      reply.header('content-length', String(end - start + 1));
      return reply.send(sound);
    },
  );

  api.get(
    '/api/calls/:id/plays',
    {
      schema: {
        summary: 'Who heard the recordings of a call, newest first',
        params: CallId,
        response: { 200: Type.Object({ items: Type.Array(RecordingPlay) }) },
      },
    },
    async (request) => {
      const { record } = await visible(request.params.id, request.scope);
      return { items: plays.of(record.id) };
    },
  );
}

/**
 * One byte range of RFC 9110 section 14; null where there is none, or a form that one may ignore
 * (several ranges, other units): then the whole is sent.
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}
