import { versionOf } from '@perezvon/crm-core';

/** Of most calls: nobody has written anything. */
const NOTHING = versionOf(['']);

/** The version of the note of a call. */
export function noteVersion(note: string): string {
  return note === '' ? NOTHING : versionOf([note]);
}
