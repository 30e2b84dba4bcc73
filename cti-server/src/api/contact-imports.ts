import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import {
  ContactImport,
  ContactImportList,
  ImportPlan,
  ImportPreview,
  ImportReading,
  ImportRemarks,
  NewImport,
} from '@perezvon/crm-core/model';
import { Type } from 'typebox';
import type { ContactImports } from '../contact-imports/contact-imports.ts';
import type { User } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { reportHead, reportRows } from './contact-csv.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

/** The file comes in parts of at most this: none takes long, a line that breaks loses little. */
const PART_BYTES = 512 * 1_024;

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const At = Type.Object({ at: Type.Integer({ minimum: 0 }) }, { additionalProperties: false });
const After = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })) },
  { additionalProperties: false },
);
const Asked = Type.Partial(ImportReading, { additionalProperties: false });
const one = { params: Id, response: { 200: ContactImport } };

interface Parts {
  readonly imports: ContactImports;
  readonly audit: Noted;
  /** ISO 3166 country in whose national form a user's numbers are read. */
  readonly countryOf: (user: User) => string;
}

/** Contacts from CSV files. */
export async function contactImportRoutes(api: Api, parts: Parts): Promise<void> {
  await api.register(async (scope) => fileRoutes(scope as Api, parts));
  actRoutes(api, parts);
  resultRoutes(api, parts);
}

function fileRoutes(api: Api, { imports, countryOf }: Parts): void {
  const asBytes = { parseAs: 'buffer', bodyLimit: PART_BYTES } as const;
  api.addContentTypeParser('application/octet-stream', asBytes, (_, body, done) =>
    done(null, body),
  );

  api.post(
    '/api/contact-imports',
    {
      schema: {
        summary: 'Announce a CSV file of contacts; its parts follow',
        body: NewImport,
        response: { 201: ContactImport },
      },
    },
    async (request, reply) =>
      reply.status(201).send(await imports.create(request.body, signedIn(request).user)),
  );

  api.put(
    '/api/contact-imports/:id/file',
    {
      bodyLimit: PART_BYTES,
      schema: {
        ...one,
        summary:
          'The next part of the file, as application/octet-stream of at most 512 KiB, from byte `at`; after a broken line go on from `received`. With the last part the answer says what is wrong with the file, which then waits no more',
        querystring: At,
      },
    },
    async ({ params, query, body }) => {
      orNotFound(imports.get(params.id));
      if (!Buffer.isBuffer(body)) throw new AppError('wrong-media-type');
      return orNotFound(await imports.append(params.id, query.at, body));
    },
  );

  api.get(
    '/api/contact-imports/:id/preview',
    {
      schema: {
        summary: 'How the file is understood: encoding, delimiter, columns, first records',
        params: Id,
        querystring: Asked,
        response: { 200: ImportPreview },
      },
    },
    async (request) => {
      const country = countryOf(signedIn(request).user);
      const { params, query: asked } = request;
      return orNotFound(await imports.look(params.id, { asked, country }));
    },
  );
}

function actRoutes(api: Api, { imports, audit }: Parts): void {
  const target = { kind: 'import' } as const;

  api.post(
    '/api/contact-imports/:id/start',
    {
      schema: {
        ...one,
        summary: 'Begin the import; it goes on in the background',
        body: ImportPlan,
      },
    },
    async (request) => {
      const change = { action: 'import-begun', target } as const;
      const { params, body } = request;
      return orNotFound(await audit.change(request, change, () => imports.start(params.id, body)));
    },
  );

  api.post(
    '/api/contact-imports/:id/cancel',
    { schema: { ...one, summary: 'End an import before its end; what it added stays' } },
    async (request) => {
      const change = { action: 'import-cancelled', target } as const;
      const cancel = () => imports.cancel(request.params.id);
      return orNotFound(await audit.change(request, change, cancel));
    },
  );

  api.post(
    '/api/contact-imports/:id/undo',
    {
      schema: {
        ...one,
        summary:
          'Remove the contacts that an import made and nobody used since; it goes on in the background',
      },
    },
    async (request) => {
      const change = { action: 'import-undone', target } as const;
      const undo = () => imports.undo(request.params.id);
      return orNotFound(await audit.change(request, change, undo));
    },
  );
}

function resultRoutes(api: Api, { imports }: Parts): void {
  api.get(
    '/api/contact-imports',
    { schema: { summary: 'The newest imports', response: { 200: ContactImportList } } },
    async () => ({ items: imports.list(), mostBytes: imports.mostBytes }),
  );

  api.get(
    '/api/contact-imports/:id',
    { schema: { ...one, summary: 'An import, and how far it has come' } },
    async ({ params }) => orNotFound(imports.get(params.id)),
  );

  api.get(
    '/api/contact-imports/:id/remarks',
    {
      schema: {
        summary: 'What there is to say of single lines: refused, or taken without something',
        params: Id,
        querystring: After,
        response: { 200: ImportRemarks },
      },
    },
    async ({ params, query }) => {
      orNotFound(imports.get(params.id));
      return imports.remarks(params.id, query.after ?? 0);
    },
  );

  api.get(
    '/api/contact-imports/:id/report',
    { schema: { summary: 'The same as CSV, all of it', params: Id } },
    async (request, reply) => {
      const { id } = orNotFound(imports.get(request.params.id));
      const { language } = signedIn(request).user;
      async function* text() {
        yield reportHead(language);
        for (let after: number | null = 0; after !== null; ) {
          const { items, next } = imports.remarks(id, after);
          if (items.length > 0) yield reportRows(items, language);
          after = next;
          await turn();
        }
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="perezvon-import.csv"')
        .send(Readable.from(text()));
    },
  );
}
