import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { CommandAnswer, Diagnosis, isPhoneOf, Trial, TriedExtension } from '../contract/index.ts';
import type { Doctor } from '../doctor/doctor.ts';
import { AppError } from '../kernel/errors.ts';
import type { CommandResult } from '../pbx/connector.ts';
import type { Connections } from '../pbx/connections.ts';
import type { Trials } from '../sip-gate/trials.ts';
import type { Accounts } from '../users/accounts.ts';
import { extensionTaken, ownedBy } from '../users/phone-rules.ts';
import { targetOf } from './connections.ts';
import type { Noted } from './noted.ts';
import type { Paced } from './paced.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** What the doctor's route stands on. */
export interface DoctorParts {
  readonly connections: Pick<Connections, 'get' | 'configOf'>;
  readonly accounts: Pick<Accounts, 'list'>;
  readonly examine: Doctor;
  readonly trials: Trials;
  /** Rings an extension and plays back what it says; null where that PBX is not connected. */
  readonly echo: (pbx: string, extension: string) => Promise<CommandResult> | null;
  /** Each examination. */
  readonly paced: Paced;
  readonly audit: Noted;
}

/** The doctor: for administrators. */
export function doctorRoutes(api: Api, parts: DoctorParts): void {
  const { connections, examine, audit } = parts;
  trialRoutes(api, parts);
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
      const target = targetOf(connections.get(id));
      await parts.paced(request, target);
      // one at a time
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

/** An extension that nobody has, tried out from the administrator's own browser: registered, then rung. */
function trialRoutes(api: Api, { connections, trials, echo, accounts, audit }: DoctorParts): void {
  api.post(
    '/api/connections/:id/trial',
    {
      schema: {
        summary: 'Try an extension that nobody has from the own browser, by /sip, for a minute',
        params: Id,
        body: TriedExtension,
        response: { 200: Trial },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { extension } = request.body;
      const { sip, extensions } = orNotFound(connections.configOf(id));
      if (!sip || !new RegExp(`^(?:${extensions})$`).test(extension)) {
        throw new AppError('invalid', {
          values: { what: 'extension' },
          fields: { extension: 'wrong' },
        });
      }
      const users = await accounts.list();
      const owner = users.find((user) => !user.disabled && isPhoneOf(user, { pbx: id, extension }));
      if (owner) throw extensionTaken(extension, { whose: ownedBy(owner) });
      const changes = [{ field: 'extension', before: null, after: extension }];
      const target = targetOf(connections.get(id));
      await audit.note(request, { action: 'extension-tried', target, changes });
      trials.begin(signedIn(request).user.id, { pbx: id, extension });
      return { domain: sip.domain };
    },
  );

  api.post(
    '/api/connections/:id/trial/call',
    {
      schema: {
        summary: 'Ring the extension that is tried, and play back to it what it says',
        params: Id,
        body: TriedExtension,
        response: { 200: CommandAnswer },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { extension } = request.body;
      const { user } = signedIn(request);
      if (!trials.isOn(user.id, { pbx: id, extension })) throw new AppError('forbidden');
      const outcome = await (echo(id, extension) ?? Promise.reject(new AppError('pbx-away')));
      return {
        result: outcome.result,
        reason: outcome.result === 'accepted' ? null : outcome.reason,
      };
    },
  );
}
