import { plainDigits } from '@perezvon/crm-core';
import type { SavedFilter } from '../contract/index.ts';

/** Whom a saved filter may name. */
export interface Named {
  /** Last digits of numbers, and the contact's id. */
  readonly texts: readonly string[];
  /** As the contact is called; null where there is none. */
  readonly name: string | null;
}

/**
 * L11 Whether a saved filter, by what it seeks or by what it is called, has a number of theirs in any form, their name, or
 * seeks a part of their name.
 */
export function namesThem({ name, query }: Omit<SavedFilter, 'id'>, them: Named): boolean {
  const sought = new URLSearchParams(query);
  const texts = [name, ...sought.values()];
  if (texts.some((text) => them.texts.some((one) => has(text, one)))) return true;
  if (them.name === null) return false;
  const theirs = wordsOf(them.name);
  const whole = ` ${theirs.join(' ')} `;
  const isPart = (text: string) =>
    wordsOf(text).length > 0 && wordsOf(text).every((word) => theirs.includes(word));
  return (
    texts.some((text) => ` ${wordsOf(text).join(' ')} `.includes(whole)) ||
    isPart(sought.get('text') ?? '')
  );
}

function has(text: string, one: string): boolean {
  return text.includes(one) || plainDigits(text).includes(one);
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
