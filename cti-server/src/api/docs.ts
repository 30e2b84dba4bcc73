import type { Api } from './route.ts';
import { RIGHTS, rightOf, scopeFor, TOKEN_SCOPES } from '../users/rights.ts';

/** An operation of the OpenAPI document, as far as the page shows it. */
interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    schema: unknown;
  }[];
  readonly requestBody?: { content: Record<string, { schema: unknown }> };
  readonly responses?: Record<string, { content?: Record<string, { schema: unknown }> }>;
}

/** The description of the API for programs, and a page of it for people: no script, no foreign host. */
export function docsRoutes(api: Api): void {
  let page: string | undefined;
  api.get('/api/openapi.json', { schema: { hide: true } }, async (_, reply) =>
    reply.type('application/json').send(api.swagger()),
  );
  api.get('/api/docs', { schema: { hide: true } }, async (_, reply) => {
    page ??= pageOf(api.swagger() as unknown as { info: { version: string }; paths: Paths });
    reply.serializer((text) => String(text));
    return reply.type('text/html; charset=utf-8').send(page);
  });
}

type Paths = Record<string, Record<string, Operation>>;

function pageOf({ info, paths }: { info: { version: string }; paths: Paths }): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      title: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      operation,
    })),
  );
  const body = operations.map(({ title, operation }) => sectionOf(title, operation)).join('\n');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Perezvon API</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/favicon.svg"><style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{font:600 1rem ui-monospace,monospace;margin:2rem 0 .25rem}pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:.5rem;font-size:.85rem}
p{margin:.25rem 0}summary{cursor:pointer}</style></head><body><h1>Perezvon API ${escape(info.version)}</h1>
<p>JSON over HTTP with the session cookie of <code>POST /api/session</code>, or with an API token:
<code>Authorization: Bearer</code>. For programs:
<a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Errors are <code>application/problem+json</code>
(RFC 9457): <code>code</code> is stable, <code>detail</code> and <code>cure</code> are for people,
<code>fields</code> marks form fields.</p>
${body}</body></html>`;
}

function sectionOf(title: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: where, schema }) => `${name} (${where}): ${JSON.stringify(schema)}`,
  );
  const request = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const answers = Object.entries(operation.responses ?? {}).map(([status, { content }]) =>
    folded(`Answer ${status}`, Object.values(content ?? {})[0]?.schema),
  );
  return `<section><h2>${escape(title)}</h2><p>${escape(operation.summary ?? '')}</p>
<p><small>Who may: ${escape(rolesFor(title))}. API token: ${escape(TOKEN_SCOPES[title] ?? 'none')}</small></p>
${parameters.length > 0 ? `<pre>${escape(parameters.join('\n'))}</pre>` : ''}
${folded('Body', request)}${answers.join('')}</section>`;
}

function folded(title: string, schema: unknown): string {
  if (schema === undefined) return '';
  const text = JSON.stringify(schema, null, 2);
  return `<details><summary>${escape(title)}</summary><pre>${escape(text)}</pre></details>`;
}

function rolesFor(title: string): string {
  const right = RIGHTS[title];
  if (!right || right === 'anyone') return 'anyone';
  return Object.entries(right)
    .map(([role, reach]) => (reach === 'all' ? role : `${role} (${reach})`))
    .join(', ');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** What an operation asks for, as OpenAPI has it. */
export function securityOf(methods: readonly string[], url: string) {
  const [method = ''] = methods;
  if (rightOf(method, url) === 'anyone') return [];
  const scope = scopeFor(method, url);
  const byToken = scope === null ? [] : [{ token: scope === 'any' ? [] : [scope] }];
  return [{ session: [] }, ...byToken];
}
