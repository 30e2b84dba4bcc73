import type { LiveMessage, Role, TokenScope } from '../contract/index.ts';

/**
 * How far a role reaches. `own`: what concerns the user's own extension; `team`: that and the extensions of the
 * teams they supervise (all, where a team says so); `all`: every row.
 */
export type Reach = 'own' | 'team' | 'all';

/** Who may use a route or hears a live message, and how far; a role that is missing may not. */
export type Right = 'anyone' | { readonly [R in Role]?: Reach };

const EVERYONE: Right = { operator: 'all', telemarketer: 'all', supervisor: 'all', admin: 'all' };
const OWN: Right = { operator: 'own', telemarketer: 'own', supervisor: 'own', admin: 'own' };
/** The calls of the log, and their recordings. */
const CALLS: Right = { operator: 'own', telemarketer: 'own', supervisor: 'team', admin: 'all' };
/** What is somebody's to do; an administrator may say of any that it is done. */
const TASKS: Right = { operator: 'own', telemarketer: 'own', supervisor: 'own', admin: 'all' };
const LEADERS: Right = { supervisor: 'team', admin: 'all' };
const ADMIN: Right = { admin: 'all' };
/** Who sees a fraud first may end it; only an administrator says that it is over. */
const STOPPERS: Right = { supervisor: 'all', admin: 'all' };

/** Who takes the client base out, and brings lists in. */
const IMPORTERS: Right = { supervisor: 'all', admin: 'all' };

/**
 * The one table of rights. A route that is not in it stops the server at its start (F04), so that no
 * new route is open by oversight.
 */
export const RIGHTS: Readonly<Record<string, Right>> = {
  'POST /api/session': 'anyone',
  'DELETE /api/session': 'anyone',
  'GET /api/session/proof': OWN,
  'POST /api/session/proof': OWN,
  'GET /api/welcome': 'anyone',
  'POST /api/welcome': 'anyone',
  'POST /api/welcome/link': 'anyone',
  'GET /api/open-id': 'anyone',
  'GET /api/open-id/start': 'anyone',
  'GET /api/open-id/back': 'anyone',
  'GET /healthz': 'anyone',
  // with a token of its own
  'GET /metrics': 'anyone',

  'GET /api/me': OWN,
  'PATCH /api/me': OWN,
  'POST /api/me/echo': OWN,
  'POST /api/me/farewell': OWN,

  'GET /api/sessions': OWN,
  'DELETE /api/sessions': OWN,
  'DELETE /api/sessions/:id': OWN,

  'GET /api/tokens': OWN,
  'POST /api/tokens': OWN,
  'DELETE /api/tokens/:id': OWN,
  'GET /api/users/:id/tokens': ADMIN,
  'DELETE /api/users/:id/tokens/:token': ADMIN,

  'GET /api/second-factor': OWN,
  'POST /api/second-factor': OWN,
  'PUT /api/second-factor': OWN,
  'POST /api/second-factor/off': OWN,

  'GET /api/users': ADMIN,
  'POST /api/users': ADMIN,
  'PATCH /api/users/:id': ADMIN,
  'POST /api/users/:id/invite': ADMIN,
  'GET /api/open-id/users': ADMIN,
  'DELETE /api/users/:id/open-id': ADMIN,
  'GET /api/second-factors': ADMIN,
  'PUT /api/second-factors': ADMIN,
  'DELETE /api/users/:id/second-factor': ADMIN,
  'GET /api/users/:id/sessions': ADMIN,
  'DELETE /api/users/:id/sessions': ADMIN,
  'DELETE /api/users/:id/sessions/:session': ADMIN,

  'GET /api/teams': ADMIN,
  'POST /api/teams': ADMIN,
  'PUT /api/teams/:id': ADMIN,
  'DELETE /api/teams/:id': ADMIN,

  'GET /api/tolls': STOPPERS,
  'PUT /api/tolls/stop': STOPPERS,
  'DELETE /api/tolls/stop': ADMIN,
  'PUT /api/tolls/firm': ADMIN,
  'GET /api/tolls/rules': ADMIN,
  'POST /api/tolls/rules': ADMIN,
  'PUT /api/tolls/rules/:id': ADMIN,
  'DELETE /api/tolls/rules/:id': ADMIN,

  'GET /api/places': EVERYONE,
  'POST /api/places': ADMIN,
  'DELETE /api/places/:id': ADMIN,
  'DELETE /api/places/:id/holder': ADMIN,
  'PUT /api/me/place': OWN,
  'DELETE /api/me/place': OWN,

  'GET /api/embedding': ADMIN,
  'PUT /api/embedding': ADMIN,

  'GET /api/webhooks': ADMIN,
  'POST /api/webhooks': ADMIN,
  'PUT /api/webhooks/:id': ADMIN,
  'DELETE /api/webhooks/:id': ADMIN,
  'POST /api/webhooks/:id/secret': ADMIN,
  'POST /api/webhooks/:id/test': ADMIN,
  'GET /api/webhooks/:id/deliveries': ADMIN,
  'POST /api/webhooks/:id/replay': ADMIN,

  'POST /api/secret-key': ADMIN,

  'GET /api/connections': ADMIN,
  'POST /api/connections': ADMIN,
  'PUT /api/connections/:id': ADMIN,
  'PATCH /api/connections/:id': ADMIN,
  'DELETE /api/connections/:id': ADMIN,
  'GET /api/connections/:id/extensions': ADMIN,
  'POST /api/connections/:id/doctor': ADMIN,
  'POST /api/connections/:id/trial': ADMIN,
  'POST /api/connections/:id/trial/call': ADMIN,

  'GET /api/audit': ADMIN,
  'GET /api/audit/verify': ADMIN,
  'GET /api/audit/export': ADMIN,

  'GET /api/settings/export': ADMIN,
  'POST /api/settings/plan': ADMIN,
  'POST /api/settings/import': ADMIN,

  'GET /api/retention': ADMIN,
  'PUT /api/retention': ADMIN,
  'GET /api/retention/preview': ADMIN,
  'GET /api/erasures': ADMIN,
  'POST /api/erasures': ADMIN,
  'POST /api/erasures/preview': ADMIN,
  'GET /api/erasures/:id/certificate': ADMIN,

  'GET /api/missed': CALLS,
  'PUT /api/missed/:key': CALLS,

  'GET /api/pause-reasons': EVERYONE,
  'PUT /api/pause-reasons': ADMIN,
  'PUT /api/members/:pbx/:extension/pause': CALLS,
  'PUT /api/members/:pbx/:extension/queues/:queue': CALLS,
  'DELETE /api/members/:pbx/:extension/queues/:queue': CALLS,

  'GET /api/calls': CALLS,
  'GET /api/calls/export': CALLS,
  'GET /api/calls/:id': CALLS,
  'PUT /api/calls/:id/note': CALLS,
  'PUT /api/calls/:id/contact': CALLS,
  'PUT /api/calls/:id/outcome': CALLS,
  'GET /api/calls/:id/card': CALLS,
  'POST /api/calls': OWN,
  'GET /api/directory': EVERYONE,
  'POST /api/calls/:id/hangup': OWN,
  'POST /api/calls/:id/transfer': OWN,
  'POST /api/calls/:id/consultation': OWN,
  'POST /api/calls/:id/tones': OWN,
  'DELETE /api/calls/:id/wrap-up': OWN,
  'PUT /api/calls/:id/recording': CALLS,
  'GET /api/calls/:id/explanation': CALLS,
  'PUT /api/calls/:id/quality': OWN,
  'GET /api/calls/:id/quality': CALLS,
  'GET /api/calls/:id/capture': LEADERS,
  'GET /api/recordings/:id': CALLS,
  'GET /api/calls/:id/plays': LEADERS,
  'GET /api/calls/:id/marks': CALLS,
  'POST /api/calls/:id/marks': CALLS,
  'DELETE /api/calls/:id/marks/:mark': CALLS,

  'GET /api/filters': OWN,
  'POST /api/filters': OWN,
  'DELETE /api/filters/:id': OWN,

  'GET /api/contacts': EVERYONE,
  'POST /api/contacts': EVERYONE,
  'GET /api/contacts/export': IMPORTERS,
  'GET /api/contacts/:id': EVERYONE,
  'PUT /api/contacts/:id': EVERYONE,
  'GET /api/contacts/:id/interactions': EVERYONE,
  'POST /api/contacts/:id/numbers': EVERYONE,
  'GET /api/contacts/:id/photo': EVERYONE,
  'PUT /api/contacts/:id/photo': EVERYONE,
  'DELETE /api/contacts/:id/photo': EVERYONE,

  'GET /api/contact-imports': IMPORTERS,
  'POST /api/contact-imports': IMPORTERS,
  'GET /api/contact-imports/:id': IMPORTERS,
  'PUT /api/contact-imports/:id/file': IMPORTERS,
  'GET /api/contact-imports/:id/preview': IMPORTERS,
  'POST /api/contact-imports/:id/start': IMPORTERS,
  'POST /api/contact-imports/:id/cancel': IMPORTERS,
  'POST /api/contact-imports/:id/undo': IMPORTERS,
  'GET /api/contact-imports/:id/remarks': IMPORTERS,
  'GET /api/contact-imports/:id/report': IMPORTERS,

  // as far as the calls reach of which they come
  'POST /api/deals': CALLS,
  'POST /api/tasks': CALLS,
  'POST /api/interactions': CALLS,
  'GET /api/deals': EVERYONE,
  'PATCH /api/deals/:id': EVERYONE,
  'GET /api/tasks': OWN,
  'PATCH /api/tasks/:id': TASKS,

  'GET /api/card-settings': EVERYONE,
  'PUT /api/card-settings': ADMIN,

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

/** Routes for which a user needs a right of their own beside the role's, by the field that says so. */
export const PERSONAL: Readonly<Record<string, 'mayHear' | 'mayExport' | 'mayPause'>> = {
  'GET /api/recordings/:id': 'mayHear',
  'GET /api/calls/:id/marks': 'mayHear',
  'POST /api/calls/:id/marks': 'mayHear',
  'DELETE /api/calls/:id/marks/:mark': 'mayHear',
  'PUT /api/calls/:id/recording': 'mayPause',
  'GET /api/calls/export': 'mayExport',
  'GET /api/calls/:id/capture': 'mayExport',
  'GET /api/contacts/export': 'mayExport',
  'GET /api/audit/export': 'mayExport',
  'GET /api/settings/export': 'mayExport',
};

/**
 * What of the API a token may be used for, by the scope that it needs; `any`: each token. What is not here is for
 * people in the page alone. A token reaches no further than its user.
 */
export const TOKEN_SCOPES: Readonly<Record<string, TokenScope | 'any'>> = {
  'GET /api/me': 'any',
  'GET /api/openapi.json': 'any',

  'GET /api/calls': 'calls:read',
  'GET /api/calls/export': 'calls:read',
  'GET /api/calls/:id': 'calls:read',
  'GET /api/calls/:id/explanation': 'calls:read',
  'GET /api/gaps': 'calls:read',
  'PUT /api/calls/:id/note': 'calls:write',
  'PUT /api/calls/:id/contact': 'calls:write',
  'PUT /api/calls/:id/recording': 'calls:write',
  'POST /api/calls': 'calls:dial',
  'POST /api/calls/:id/hangup': 'calls:dial',
  'POST /api/calls/:id/transfer': 'calls:dial',
  'POST /api/calls/:id/consultation': 'calls:dial',
  'POST /api/calls/:id/tones': 'calls:dial',
  'GET /api/recordings/:id': 'recordings:read',

  'GET /api/contacts': 'contacts:read',
  'GET /api/contacts/:id': 'contacts:read',
  'GET /api/contacts/:id/interactions': 'contacts:read',
  'GET /api/contacts/:id/photo': 'contacts:read',
  'POST /api/contacts': 'contacts:write',
  'PUT /api/contacts/:id': 'contacts:write',
  'PUT /api/contacts/:id/photo': 'contacts:write',
  'DELETE /api/contacts/:id/photo': 'contacts:write',

  'GET /api/tolls': 'outside-calls:stop',
  'PUT /api/tolls/stop': 'outside-calls:stop',

  'GET /api/audit': 'audit:read',
  'GET /api/audit/verify': 'audit:read',
  'GET /api/audit/export': 'audit:read',
};

/** What is open to who must set up a second factor first; the socket is not. */
const BEFORE_FACTOR: ReadonlySet<string> = new Set([
  'GET /api/me',
  'PATCH /api/me',
  'GET /api/second-factor',
  'POST /api/second-factor',
  'PUT /api/second-factor',
]);

/** The same for what `/live` tells; a message that lacks its entry is no TypeScript. */
export const LIVE_RIGHTS: Readonly<Record<LiveMessage['type'], Right>> = {
  snapshot: CALLS,
  call: CALLS,
  gone: CALLS,
  resumed: EVERYONE,
  pbx: EVERYONE,
  missed: EVERYONE,
  work: EVERYONE,
  // whom to transfer to, and whether they are free, everybody must know
  presence: EVERYONE,
  links: EVERYONE,
  beat: EVERYONE,
};

const EVERYDAY = 'everyday work: the log of calls and the client base have it';
const IN_QUEUE_LOG = 'everyday work: the queue log of the PBX has it';
const OWN_VIEW = 'changes nothing but what its owner is offered';
const ASKS = 'only asks; what is refused is noted';

/** Routes that change something and note nothing in the audit log when they succeed, each with the reason. */
export const UNAUDITED: Readonly<Record<string, string>> = {
  'POST /api/welcome/link': ASKS,
  'POST /api/session/proof': 'what it opens is noted, and so is a refusal',
  'POST /api/second-factor':
    'a secret on trial: nothing is asked for before it is proven, which is noted',
  'POST /api/erasures/preview': 'only counts',
  'POST /api/settings/plan': 'only looks',
  'POST /api/contact-imports': 'a file that is to come; what is done with it is noted',
  'PUT /api/contact-imports/:id/file': 'a file that waits; what is done with it is noted',
  'PUT /api/missed/:key': EVERYDAY,
  'PUT /api/members/:pbx/:extension/pause': IN_QUEUE_LOG,
  'PUT /api/members/:pbx/:extension/queues/:queue': IN_QUEUE_LOG,
  'DELETE /api/members/:pbx/:extension/queues/:queue': IN_QUEUE_LOG,
  'DELETE /api/calls/:id/wrap-up': IN_QUEUE_LOG,
  'PUT /api/calls/:id/note': EVERYDAY,
  'POST /api/calls/:id/marks': EVERYDAY,
  'DELETE /api/calls/:id/marks/:mark': EVERYDAY,
  'POST /api/filters': OWN_VIEW,
  'DELETE /api/filters/:id': OWN_VIEW,
  'PUT /api/calls/:id/contact': EVERYDAY,
  'PUT /api/calls/:id/outcome': EVERYDAY,
  'POST /api/contacts/:id/numbers': EVERYDAY,
  'POST /api/deals': EVERYDAY,
  'PATCH /api/deals/:id': EVERYDAY,
  'POST /api/tasks': EVERYDAY,
  'PATCH /api/tasks/:id': EVERYDAY,
  'POST /api/interactions': EVERYDAY,
  'PUT /api/calls/:id/quality': 'what the phone measures, of no decision of anybody',
  'POST /api/me/echo': 'nobody is called',
  'POST /api/me/farewell': 'the call is in the log of calls, with who ended it',
  'POST /api/calls':
    'the call is in the log of calls, with who placed it; tolls/tolls.ts notes a refused one',
  'POST /api/calls/:id/hangup': 'the call is in the log of calls, with who ended it',
  'POST /api/calls/:id/transfer':
    'the log of calls has it, with who sent it on; tolls/tolls.ts notes a refused one',
  'POST /api/calls/:id/consultation': 'the log of calls has it',
  'POST /api/calls/:id/tones': 'changes nothing but what the other party hears',
  'POST /api/contacts': EVERYDAY,
  'PUT /api/contacts/:id': EVERYDAY,
  'POST /api/connections/:id/trial/call': 'that the extension is tried was noted when it began',
  'POST /api/demo/call': 'there in the demo alone',
};

/** The right of a route; undefined when the table lacks it. */
export function rightOf(method: string, url: string): Right | undefined {
  return Object.hasOwn(RIGHTS, `${method} ${url}`) ? RIGHTS[`${method} ${url}`] : undefined;
}

/** Whether a route is denied to this user, whatever the role may. */
export function isDenied(
  method: string,
  url: string,
  user: Readonly<Record<'mayHear' | 'mayExport' | 'mayPause', boolean>>,
): boolean {
  const field = Object.hasOwn(PERSONAL, `${method} ${url}`)
    ? PERSONAL[`${method} ${url}`]
    : undefined;
  return field !== undefined && !user[field];
}

/** The scope that a token needs for a route; null where no token may use it. */
export function scopeFor(method: string, url: string): TokenScope | 'any' | null {
  const route = `${method} ${url}`;
  return Object.hasOwn(TOKEN_SCOPES, route) ? (TOKEN_SCOPES[route] ?? null) : null;
}

/** Whether a route is open before the second factor that the role needs is set up. */
export function isBeforeFactor(method: string, url: string): boolean {
  return BEFORE_FACTOR.has(`${method} ${url}`);
}

/** How far a role reaches by a right; null when it has none. */
export function reachOf(right: Right, role: Role): Reach | null {
  return right === 'anyone' ? 'all' : (right[role] ?? null);
}
