import { StorageError } from '@perezvon/crm-core';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { changesBetween } from '../audit/changes.ts';
import type { CdrRecords } from '../cdr/records.ts';
import { CdrError } from '../cdr/source.ts';
import { Reconciliation } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Noted } from './noted.ts';
import type { Api } from './route.ts';

const Asked = Type.Object(
  {
    pbx: Type.String({ maxLength: 32 }),
    day: Type.String({ format: 'date', description: 'a day, such as 2026-11-23' }),
  },
  { additionalProperties: false },
);

/** The log against the call detail records of the PBXs, day by day. */
export function reconciliationRoutes(api: Api, records: CdrRecords, audit: Noted): void {
  /** A day names calls of everybody. */
  const refuseForSome = async ({ scope }: Pick<FastifyRequest, 'scope'>) => {
    if (scope !== 'all') throw new AppError('forbidden');
  };

  api.get(
    '/api/reconciliations',
    {
      onRequest: refuseForSome,
      schema: {
        summary: 'Days of the log against the records of the PBXs, newest first',
        response: {
          200: Type.Object({
            /** PBXs that have a source of records. */
            pbxs: Type.Array(Type.String()),
            items: Type.Array(Reconciliation),
          }),
        },
      },
    },
    async () => ({ pbxs: [...records.pbxs()], items: records.reconciliations() }),
  );

  api.post(
    '/api/reconciliations',
    {
      onRequest: refuseForSome,
      schema: {
        summary: 'Compare a day now; calls that the log lacks are filled in',
        body: Asked,
        response: { 200: Reconciliation },
      },
    },
    async (request) => {
      const { pbx, day } = request.body;
      if (!records.pbxs().includes(pbx)) throw new AppError('no-cdr', { values: { pbx } });
      try {
        const found = await records.reconcile(pbx, day);
        const { missing, filled, extra, different } = found;
        await audit.note(request, {
          action: 'day-reconciled',
          target: { kind: 'records', id: pbx, name: day },
          changes: changesBetween({}, { missing, filled, extra, different }),
        });
        return found;
      } catch (error) {
        if (error instanceof StorageError || error instanceof AppError) throw error;
        const reason = error instanceof CdrError ? error.words : String(error);
        throw new AppError('cdr-unreadable', { values: { reason }, cause: error });
      }
    },
  );
}
