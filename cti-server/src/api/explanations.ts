import { Type } from 'typebox';
import type { Explanations } from '../explain/explanations.ts';
import type { LoggedCall } from '../call-log/entry.ts';
import { Explanation } from '../contract/index.ts';
import type { Scope } from '../users/scopes.ts';
import { callOf, type Noted } from './noted.ts';
import { type Api, orNotFound } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });
const Masked = Type.Object(
  {
    masked: Type.Optional(
      Type.Boolean({ description: 'numbers and names of people are left out' }),
    ),
  },
  { additionalProperties: false },
);

/** Why a call is in the log as it is. */
export function explanationRoutes(
  api: Api,
  parts: {
    explain: Explanations;
    audit: Noted;
    /** A call within the scope; throws `AppError` `not-found`. */
    visible: (id: string, scope: Scope) => Promise<LoggedCall>;
  },
): void {
  const { explain, audit, visible } = parts;

  api.get(
    '/api/calls/:id/explanation',
    {
      schema: {
        summary: 'What the PBX said of a call, what followed from it, and by which rules',
        params: Id,
        response: { 200: Explanation },
      },
    },
    async (request) => explain.of(await visible(request.params.id, request.scope)),
  );

  api.get(
    '/api/calls/:id/capture',
    {
      schema: {
        summary: 'The PBX’s events of a call as a capture for support; replay reads it',
        params: Id,
        querystring: Masked,
        response: { 200: Type.String() },
      },
    },
    async (request, reply) => {
      const { record } = await visible(request.params.id, request.scope);
      const { masked = false } = request.query;
      const lines = orNotFound(await explain.capture(record.id, { masked }));
      const changes = [{ field: 'masked', before: null, after: masked }];
      const target = callOf(record.id);
      await audit.note(request, { action: 'capture-downloaded', target, changes });
      return reply
        .header(
          'content-disposition',
          `attachment; filename="${record.id}${masked ? '-masked' : ''}.jsonl"`,
        )
        .type('application/jsonl')
        .send(lines);
    },
  );
}
