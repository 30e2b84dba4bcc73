// All of crm-core, for the server. The browser imports `@perezvon/crm-core/model` instead.
export * from './contacts/phone-index.ts';
export * from './contacts/store.ts';
export * from './contacts/table.ts';
export * from './interactions/store.ts';
export * from './interactions/table.ts';
export * from './model.ts';
export * from './shared/crm-migrations.ts';
export * from './shared/db.ts';
export * from './shared/dial.ts';
export * from './shared/directory.ts';
export * from './shared/drizzle.ts';
export type { Ids } from './shared/ids.ts';
export * from './shared/migrate.ts';
export { type ListLanguage, nameOrder } from './shared/name-order.ts';
export * from './shared/other-databases.ts';
export * from './shared/page.ts';
export * from './shared/phone.ts';
export * from './shared/storage-error.ts';
