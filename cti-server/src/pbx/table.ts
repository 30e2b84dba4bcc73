import { integer, sqliteTable, text } from '@perezvon/crm-core';
import type { Entry, Parts } from '../kernel/secret-parts.ts';

/** PBX connections that administrators made in the page; those of the configuration file are not here. */
export const pbxConnections = sqliteTable('pbx_connections', {
  id: text('id').primaryKey(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  /** As an entry of `pbx` in the configuration file, without its secrets. */
  entry: text('entry', { mode: 'json' }).$type<Entry>().notNull(),
  /** Dotted path → secret, sealed by kernel/secrets.ts with the record id `pbx/ID/PATH`. */
  secrets: text('secrets', { mode: 'json' }).$type<Parts>().notNull(),
  createdAt: integer('created_at').notNull(),
});
