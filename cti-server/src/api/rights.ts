import type { Role } from '../contract/index.ts';

/** Who may use a route. `all`: every row; `own`: only what concerns the user's own extension. */
export type Right =
  | 'anyone'
  | { readonly operator?: 'own' | 'all'; readonly supervisor?: 'all'; readonly admin: 'all' };

const EVERYONE: Right = { operator: 'all', supervisor: 'all', admin: 'all' };
const OWN: Right = { operator: 'own', supervisor: 'all', admin: 'all' };
const LEADERS: Right = { supervisor: 'all', admin: 'all' };
const ADMIN: Right = { admin: 'all' };

/**
 * The one table of rights. A route that is not in it stops the server at its start (F04), so that no
 * new route is open by oversight.
 */
export const RIGHTS: Readonly<Record<string, Right>> = {
  'POST /api/session': 'anyone',
  'DELETE /api/session': 'anyone',
  'POST /api/welcome': 'anyone',
  'POST /api/welcome/link': 'anyone',
  'GET /healthz': 'anyone',

  'GET /api/me': EVERYONE,
  'PATCH /api/me': EVERYONE,

  'GET /api/sessions': EVERYONE,
  'DELETE /api/sessions': EVERYONE,
  'DELETE /api/sessions/:id': EVERYONE,

  'GET /api/users': ADMIN,
  'POST /api/users': ADMIN,
  'PATCH /api/users/:id': ADMIN,
  'POST /api/users/:id/invite': ADMIN,
  'GET /api/users/:id/sessions': ADMIN,
  'DELETE /api/users/:id/sessions': ADMIN,
  'DELETE /api/users/:id/sessions/:session': ADMIN,

  'POST /api/secret-key': ADMIN,

  'GET /api/connections': ADMIN,
  'POST /api/connections': ADMIN,
  'PUT /api/connections/:id': ADMIN,
  'PATCH /api/connections/:id': ADMIN,
  'DELETE /api/connections/:id': ADMIN,
  'POST /api/connections/:id/doctor': ADMIN,

  'GET /api/calls': OWN,
  'GET /api/calls/:id': OWN,
  'PUT /api/calls/:id/note': OWN,
  'PUT /api/calls/:id/contact': OWN,
  'POST /api/calls': EVERYONE,
  'POST /api/calls/:id/hangup': EVERYONE,
  'GET /api/calls/:id/explanation': OWN,
  'GET /api/calls/:id/capture': LEADERS,
  'GET /api/recordings/:id': OWN,
  'GET /api/calls/:id/plays': LEADERS,

  'GET /api/contacts': EVERYONE,
  'POST /api/contacts': EVERYONE,
  'GET /api/contacts/:id': EVERYONE,
  'PUT /api/contacts/:id': EVERYONE,
  'GET /api/contacts/:id/interactions': EVERYONE,

  'GET /api/audit': ADMIN,
  'GET /api/audit/verify': ADMIN,
  'GET /api/audit/export': ADMIN,

  'GET /api/traffic': ADMIN,
  'GET /api/gaps': EVERYONE,

  'GET /api/reconciliations': LEADERS,
  'POST /api/reconciliations': LEADERS,

  'POST /api/demo/call': EVERYONE,

  'GET /api/openapi.json': EVERYONE,
  'GET /api/docs': EVERYONE,
  'GET /*': 'anyone',
  'HEAD /*': 'anyone',
};

const EVERYDAY = 'everyday work: the log of calls and the client base have it';
const ASKS = 'only asks; what is refused is noted';

/** Routes that change something and note nothing in the audit log when they succeed, each with the reason. */
export const UNAUDITED: Readonly<Record<string, string>> = {
  'POST /api/welcome/link': ASKS,
  'PUT /api/calls/:id/note': EVERYDAY,
  'PUT /api/calls/:id/contact': EVERYDAY,
  'POST /api/calls': 'the call is in the log of calls, with who placed it',
  'POST /api/calls/:id/hangup': 'the call is in the log of calls, with who ended it',
  'POST /api/contacts': EVERYDAY,
  'PUT /api/contacts/:id': EVERYDAY,
  'POST /api/demo/call': 'there in the demo alone',
};

/** The right of a route; undefined when the table lacks it. */
export function rightOf(method: string, url: string): Right | undefined {
  return Object.hasOwn(RIGHTS, `${method} ${url}`) ? RIGHTS[`${method} ${url}`] : undefined;
}

/** How far a role reaches on a route; null when it may not use it. */
export function reachOf(right: Right, role: Role): 'own' | 'all' | null {
  return right === 'anyone' ? 'all' : (right[role] ?? null);
}
