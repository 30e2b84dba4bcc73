import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Diagnosis } from '../contract/index.ts';
import type { Doctor } from '../doctor/doctor.ts';
import { AppError } from '../kernel/errors.ts';
import type { Connections } from '../pbx/connections.ts';
import { targetOf } from './connections.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** What the doctor's route stands on. */
export interface DoctorParts {
  readonly connections: Pick<Connections, 'get' | 'configOf'>;
  readonly examine: Doctor;
  readonly audit: Noted;
}

/** The doctor: for administrators. */
export function doctorRoutes(api: Api, { connections, examine, audit }: DoctorParts): void {
  /** The present examination: what cancels it, and its end. */
  let present: { readonly left: AbortController; readonly ended: Promise<void> } | null = null;

  api.post(
    '/api/connections/:id/doctor',
    {
      schema: {
        summary:
          'Examine a PBX connection as it is saved; one check a line, as they come. Whoever hangs up cancels it',
        params: Id,
        response: {
          200: {
            content: { 'application/x-ndjson': { schema: Type.Unsafe<Readable>(Diagnosis) } },
          },
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const pbx = orNotFound(connections.configOf(id));
      // one at a time: it must not serve to look for open ports
      while (present?.left.signal.aborted) await present.ended;
      if (present) throw new AppError('too-many-attempts', { values: { seconds: 10 } });
      const left = new AbortController();
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      present = { left, ended };
      const over = () => {
        present = null;
        end();
      };
      try {
        const target = targetOf(connections.get(id) ?? undefined);
        await audit.note(request, { action: 'connection-examined', target });
      } catch (error) {
        over();
        throw error;
      }
      reply.raw.once('close', () => left.abort());
      async function* lines() {
        for await (const one of examine(pbx, left.signal)) yield `${JSON.stringify(one)}\n`;
      }
      const body = Readable.from(lines()).once('close', over);
      // a proxy that collects what it passes on would show all at the end
      return reply.type('application/x-ndjson').header('x-accel-buffering', 'no').send(body);
    },
  );
}
