import { createReadStream } from 'node:fs';
import { Type } from 'typebox';
import { AppError } from '../kernel/errors.ts';
import type { Recordings } from '../recordings/recordings.ts';
import { type Api, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** The sound of calls, for those who may hear it; parts of it by Range, so that a player can seek. */
export function recordingRoutes(api: Api, recordings: Recordings): void {
  api.get(
    '/api/recordings/:id',
    { schema: { summary: 'The recording of a call (audio; Range is honoured)', params: Id } },
    async (request, reply) => {
      const found = await recordings.open(request.params.id, signedIn(request).user);
      if (found.kind !== 'found') throw new AppError('not-found');
      const { path, size, type } = found;
      const range = rangeOf(request.headers.range, size);
      reply
        .header('content-type', type)
        .header(
          'content-disposition',
          `inline; filename="${request.params.id}.${type.split('/')[1]}"`,
        )
        .header('cache-control', 'no-store')
        .header('accept-ranges', 'bytes');
      if (range === 'unsatisfiable') {
        return reply.status(416).header('content-range', `bytes */${size}`).send(null);
      }
      const { start, end } = range ?? { start: 0, end: size - 1 };
      if (range) reply.status(206).header('content-range', `bytes ${start}-${end}/${size}`);
      reply.header('content-length', String(end - start + 1));
      return reply.send(createReadStream(path, { start, end }));
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
): { start: number; end: number } | 'unsatisfiable' | null {
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
