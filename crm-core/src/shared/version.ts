import { createHash } from 'node:crypto';

const SIGNS = 16;

/** What people fill in of something, as one word: another as soon as any of it is another. */
export function versionOf(filledIn: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(filledIn)).digest('hex').slice(0, SIGNS);
}
