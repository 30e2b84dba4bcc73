import { Type } from 'typebox';
import {
  ErasureAnswer,
  ErasureList,
  ErasureOrder,
  ErasurePreview,
  ErasureSubject,
  type User,
} from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { certificateOf } from '../retention/certificate.ts';
import type { Erasures } from '../retention/erasure.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound, signedIn, visitorOf } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Asked = Type.Object({ subject: ErasureSubject }, { additionalProperties: false });

/** What is kept of who ordered it, should it go on after a restart. */
const whoOf = ({ id, login, name }: User) => ({ id, login, name });

/** Erasing one person on request: for administrators. */
export function erasureRoutes(
  api: Api,
  { erasures, audit }: { erasures: Erasures; audit: Noted },
): void {
  let isBusy = false;

  /** The whole log is read each time: one at a time. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (isBusy) throw new AppError('too-many-attempts', { values: { seconds: 10 } });
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  }

  api.get(
    '/api/erasures',
    {
      schema: {
        summary: 'What was erased of people, newest first',
        response: { 200: ErasureList },
      },
    },
    async () => ({ items: erasures.list() }),
  );

  api.post(
    '/api/erasures/preview',
    {
      schema: {
        summary: 'What is kept of one person; of a million calls it takes half a minute',
        body: Asked,
        response: { 200: ErasurePreview },
      },
    },
    (request) => alone(() => erasures.preview(request.body.subject)),
  );

  api.post(
    '/api/erasures',
    {
      schema: {
        summary: 'Erase one person for good',
        body: ErasureOrder,
        response: { 201: ErasureAnswer },
      },
    },
    (request, reply) =>
      alone(async () => {
        const by = { who: whoOf(signedIn(request).user), from: visitorOf(request) };
        const change = { action: 'person-erased', target: { kind: 'erasure' } } as const;
        const answer = await audit.change(request, change, () => erasures.erase(request.body, by));
        return reply.status(201).send(answer);
      }),
  );

  api.get(
    '/api/erasures/:id/certificate',
    {
      schema: { summary: 'What was erased and what could not be, as a text', params: Id },
    },
    async (request, reply) => {
      const erasure = orNotFound(erasures.get(request.params.id));
      return reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', `attachment; filename="erasure-${erasure.id}.txt"`)
        .send(certificateOf(erasure, signedIn(request).user.language));
    },
  );
}
