import type { Colleague } from '@perezvon/cti-server/contract';

/** What a colleague does, as people say it: a pause shows where the phone is free. */
export type Doing = Colleague['state'] | 'paused';

/** Which of them are looked for. */
export type Wanted = 'all' | 'free' | 'busy' | 'paused' | 'here';

/** All of them, in the order in which they are offered. */
export const WANTED: readonly Wanted[] = ['all', 'free', 'busy', 'paused', 'here'];

const BUSY: readonly Doing[] = ['ringing', 'busy', 'talking', 'held'];

/** What a colleague does now. */
export function doingOf({ state, pause }: Pick<Colleague, 'state' | 'pause'>): Doing {
  return pause !== null && state === 'available' ? 'paused' : state;
}

/** Since when, ms epoch; null where nobody knows. */
export function doingSince(colleague: Colleague): number | null {
  const since = doingOf(colleague) === 'paused' ? colleague.pause?.since : colleague.since;
  return since ? Date.parse(since) : null;
}

/** Those who are wanted and whose name, extension or queue begins with each word that was typed. */
export function matching(
  colleagues: readonly Colleague[],
  { typed, wanted }: { typed: string; wanted: Wanted },
): Colleague[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return colleagues.filter((one) => isWanted(one, wanted) && words.every((word) => has(one, word)));
}

function has({ name, extension, queues }: Colleague, word: string): boolean {
  const said = [...plain(name).split(/[\s-]+/), extension, ...queues.map(plain)];
  return said.some((one) => one.startsWith(word));
}

const plain = (text: string) => text.toLowerCase().replaceAll('ё', 'е');

function isWanted(colleague: Colleague, wanted: Wanted): boolean {
  const doing = doingOf(colleague);
  switch (wanted) {
    case 'all':
      return true;
    case 'free':
      return doing === 'available';
    case 'busy':
      return BUSY.includes(doing);
    case 'paused':
      return colleague.pause !== null;
    case 'here':
      return doing !== 'offline' && doing !== 'unknown';
  }
}
