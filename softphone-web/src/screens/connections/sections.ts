import type { Field } from './entry-form.ts';

/** The parts of a connection's form, in the order in which an administrator thinks of them. */
export const SECTIONS = ['ami', 'numbers', 'sip', 'recordings', 'cdr'] as const;
export type Section = (typeof SECTIONS)[number];

const NUMBERS = new Set([
  'country',
  'outsidePrefix',
  'extensions',
  'dialFormat',
  'labels',
  'trunks',
  'clickToCallContext',
  'technology',
  'numbers',
  'codes',
]);

/** Where a field stands; a key that nobody knows belongs to the connection itself. */
export function sectionOf({ path }: Pick<Field, 'path'>): Section {
  if (NUMBERS.has(path) || path.startsWith('codes.')) return 'numbers';
  if (path.startsWith('sip.')) return 'sip';
  if (path.startsWith('recording')) return 'recordings';
  return path === 'cdr' || path.startsWith('cdr.') ? 'cdr' : 'ami';
}

/** The name comes before all else: it is what one looks for. */
export function inOrder(fields: readonly Field[]): Field[] {
  return fields.toSorted((a, b) => Number(b.path === 'name') - Number(a.path === 'name'));
}
