import { type Static, Type } from 'typebox';

/** What may stand in the audit log. */
export const AuditAction = Type.Union([
  Type.Literal('sign-in'),
  Type.Literal('sign-in-refused'),
  Type.Literal('sign-in-throttled'),
  Type.Literal('sign-out'),
  Type.Literal('session-ended'),
  Type.Literal('sessions-ended'),
  Type.Literal('link-taken'),
  Type.Literal('link-refused'),
  Type.Literal('password-changed'),
  Type.Literal('password-refused'),
  Type.Literal('code-refused'),
  Type.Literal('second-factor-on'),
  Type.Literal('second-factor-off'),
  Type.Literal('open-id-sign-in'),
  Type.Literal('open-id-refused'),
  Type.Literal('open-id-unbound'),
  Type.Literal('second-factor-rule'),
  Type.Literal('token-made'),
  Type.Literal('token-revoked'),
  Type.Literal('user-created'),
  Type.Literal('user-changed'),
  Type.Literal('user-disabled'),
  Type.Literal('user-enabled'),
  Type.Literal('user-invited'),
  Type.Literal('team-created'),
  Type.Literal('team-changed'),
  Type.Literal('team-removed'),
  Type.Literal('place-created'),
  Type.Literal('place-changed'),
  Type.Literal('place-removed'),
  Type.Literal('place-taken'),
  Type.Literal('place-left'),
  Type.Literal('place-freed'),
  Type.Literal('connection-created'),
  Type.Literal('connection-changed'),
  Type.Literal('connection-disabled'),
  Type.Literal('connection-enabled'),
  Type.Literal('connection-removed'),
  Type.Literal('connection-examined'),
  Type.Literal('connection-tests-held'),
  Type.Literal('extension-tried'),
  Type.Literal('secret-key-renewed'),
  Type.Literal('backup-restored'),
  Type.Literal('call-refused'),
  Type.Literal('toll-rules-created'),
  Type.Literal('toll-rules-changed'),
  Type.Literal('toll-rules-removed'),
  Type.Literal('outside-calls-stopped'),
  Type.Literal('outside-calls-released'),
  Type.Literal('card-settings-changed'),
  Type.Literal('recording-played'),
  Type.Literal('recording-paused'),
  Type.Literal('recording-resumed'),
  Type.Literal('recording-pause-failed'),
  Type.Literal('capture-downloaded'),
  Type.Literal('day-reconciled'),
  Type.Literal('audit-exported'),
  Type.Literal('embedding-changed'),
  Type.Literal('webhook-added'),
  Type.Literal('webhook-changed'),
  Type.Literal('webhook-removed'),
  Type.Literal('webhook-secret-renewed'),
  Type.Literal('webhook-tried'),
  Type.Literal('webhook-replayed'),
  Type.Literal('webhook-stopped'),
  Type.Literal('retention-changed'),
  Type.Literal('retention-ran'),
  Type.Literal('person-erased'),
  Type.Literal('photo-set'),
  Type.Literal('photo-removed'),
  Type.Literal('pause-reasons-changed'),
  Type.Literal('calls-exported'),
  Type.Literal('contacts-exported'),
  Type.Literal('import-begun'),
  Type.Literal('import-cancelled'),
  Type.Literal('import-undone'),
  Type.Literal('settings-exported'),
  Type.Literal('settings-imported'),
]);
export type AuditAction = Static<typeof AuditAction>;

/** What an action was done to. */
export const AuditTarget = Type.Object({
  kind: Type.Unsafe<
    | 'user'
    | 'team'
    | 'place'
    | 'connection'
    | 'contact'
    | 'call'
    | 'records'
    | 'erasure'
    | 'toll-rules'
    | 'import'
    | 'webhook'
  >(Type.String()),
  id: Type.String(),
  /** As it was called then. */
  name: Type.String(),
});
export type AuditTarget = Static<typeof AuditTarget>;

/** One field, before and after. Of a secret only that it was set is told: both are null. */
export const AuditChange = Type.Object({
  /** Dotted path, such as `role` and `cdr.file`. */
  field: Type.String(),
  before: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
  after: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
  secret: Type.Optional(Type.Literal(true)),
});
export type AuditChange = Static<typeof AuditChange>;

/** One row of the audit log: who did what, when, from where. Texts of users are hostile. */
export const AuditEntry = Type.Object({
  /** Counts from 1 without a gap. */
  n: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  /** A string for who reads: a row that somebody forged must not hide the others. */
  action: Type.Unsafe<AuditAction>(Type.String()),
  /** As they were called then; null: nobody of ours. Of a refused sign-in: whose account was tried. */
  who: Type.Union([
    Type.Object({ id: Type.String(), login: Type.String(), name: Type.String() }),
    Type.Null(),
  ]),
  address: Type.String(),
  userAgent: Type.String(),
  target: Type.Union([AuditTarget, Type.Null()]),
  changes: Type.Array(AuditChange),
  /** SHA-256 over the hash of the row before and all of this row. */
  hash: Type.String(),
});
export type AuditEntry = Static<typeof AuditEntry>;

/** Answer of `GET /api/audit`, newest first. `next` is the cursor of the next page, null at the end. */
export const AuditPage = Type.Object({
  items: Type.Array(AuditEntry),
  next: Type.Union([Type.String(), Type.Null()]),
});
export type AuditPage = Static<typeof AuditPage>;

/**
 * Answer of `GET /api/audit/verify`: whether every row is as it was written. `broken`: the first one that is not;
 * `missing`: it should be there and is not. `hash` is the last row's: whoever keeps it elsewhere can tell later
 * whether the log was written anew.
 */
export const AuditCheck = Type.Object({
  rows: Type.Integer(),
  hash: Type.Union([Type.String(), Type.Null()]),
  broken: Type.Union([
    Type.Object({
      n: Type.Integer(),
      why: Type.Union([Type.Literal('changed'), Type.Literal('missing')]),
    }),
    Type.Null(),
  ]),
});
export type AuditCheck = Static<typeof AuditCheck>;
