import { Readable } from 'node:stream';
import { type Static, Type } from 'typebox';
import type { Audit } from '../audit/audit.ts';
import { changesBetween } from '../audit/changes.ts';
import { csvHead, csvRows } from '../audit/csv.ts';
import type { AuditFilter } from '../audit/store.ts';
import { AuditAction, AuditCheck, AuditPage } from '../contract/index.ts';
import type { Noted } from './noted.ts';
import { type Api, signedIn } from './route.ts';

const FILTER = {
  /** Id of who did it. */
  userId: Type.Optional(Type.String({ maxLength: 64 })),
  action: Type.Optional(AuditAction),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  /** Not this moment: up to it. */
  to: Type.Optional(Type.String({ format: 'date-time' })),
};
const strict = { additionalProperties: false } as const;
const Filter = Type.Object(FILTER, strict);
const Query = Type.Object(
  {
    ...FILTER,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  strict,
);

const PAGE = 50;

/** Who did what: for administrators. Nothing of it can be changed by any route. */
export function auditRoutes(api: Api, audit: Audit, noted: Noted): void {
  api.get(
    '/api/audit',
    {
      schema: {
        summary: 'Who did what, when and from where, newest first',
        querystring: Query,
        response: { 200: AuditPage },
      },
    },
    async (request) => {
      const { limit = PAGE, cursor, ...wanted } = request.query;
      const { items, next } = audit.list(filterOf(wanted), { limit, cursor });
      return { items: [...items], next };
    },
  );

  api.get(
    '/api/audit/verify',
    {
      schema: {
        summary:
          'Whether every row of the audit log is as it was written; names the first that is not',
        response: { 200: AuditCheck },
      },
    },
    async () => audit.verify(),
  );

  api.get(
    '/api/audit/export',
    {
      schema: {
        summary: 'The rows of a filter as CSV; that it was exported is noted first',
        querystring: Filter,
      },
    },
    async (request, reply) => {
      const { language } = signedIn(request).user;
      const changes = changesBetween({}, request.query);
      await noted.note(request, { action: 'audit-exported', changes });
      async function* text() {
        yield csvHead(language);
        for await (const page of audit.all(filterOf(request.query))) yield csvRows(page, language);
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="perezvon-audit.csv"')
        .send(Readable.from(text()));
    },
  );
}

function filterOf({ userId, action, from, to }: Static<typeof Filter>): AuditFilter {
  return {
    userId,
    action,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
}
