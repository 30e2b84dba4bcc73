import type { Connection, ConnectionList } from '@perezvon/cti-server/contract';
import type { FormSchema } from './entry-form.ts';

/** What a connection is called. */
export function nameOf({ id, entry }: Connection): string {
  return textOf(entry, 'name') || id;
}

/** A text of an entry; empty where there is none. */
export function textOf(entry: Connection['entry'], key: string): string {
  const value = entry[key];
  return typeof value === 'string' ? value : '';
}

/** What may be set of a connection: by its connector, for a new one by the first that there is. */
export function schemaOf(
  connection: Connection | null,
  kinds: ConnectionList['kinds'],
): FormSchema {
  const [first = ''] = Object.keys(kinds);
  const connector = connection ? textOf(connection.entry, 'connector') : '';
  return (kinds[connector || first] ?? {}) as FormSchema;
}
