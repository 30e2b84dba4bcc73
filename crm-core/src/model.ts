// The browser-safe half of crm-core: every noun's model, nothing else.
export * from './contacts/model.ts';
export * from './deals/model.ts';
export * from './imports/model.ts';
export * from './interactions/model.ts';
export * from './tasks/model.ts';
export { oneOf } from './shared/one-of.ts';
