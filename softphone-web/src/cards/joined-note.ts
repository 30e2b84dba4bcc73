import type { Three } from './meanwhile.ts';

/** What stands in the place of words `from`…`to` of the text of before. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly words: readonly string[];
}

/**
 * The note that two people wrote at the same time. Where they wrote in different places both changes are made; where it was
 * the same place, what either wrote is there, theirs first.
 */
export function joinedNote({ opened, mine, theirs }: Three<string>): string {
  const before = wordsOf(opened);
  const [my, their] = [changeOf(before, wordsOf(mine)), changeOf(before, wordsOf(theirs))];
  if (my === null || mine === theirs) return theirs;
  if (their === null) return mine;
  const [first, later] = my.from < their.from ? [my, their] : [their, my];
  if (first.to < later.from) {
    const between = before.slice(first.to, later.from);
    return [
      ...before.slice(0, first.from),
      ...first.words,
      ...between,
      ...later.words,
      ...before.slice(later.to),
    ].join('');
  }
  const [from, to] = [Math.min(my.from, their.from), Math.max(my.to, their.to)];
  const within = (change: Change) =>
    [...before.slice(from, change.from), ...change.words, ...before.slice(change.to, to)].join('');
  const both = beside(within(their).trimEnd(), within(my).trimStart(), '\n');
  return beside(beside(before.slice(0, from).join(''), both, ' '), before.slice(to).join(''), ' ');
}

/** Two texts one after the other, with something between where words would touch. */
function beside(text: string, next: string, between: string): string {
  const touch = /\S$/.test(text) && /^\S/.test(next);
  return text + (touch ? between : '') + next;
}

/** Words and what stands between them. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? [];
}

/** Null where nothing is another. */
function changeOf(before: readonly string[], after: readonly string[]): Change | null {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  const [to, end] = [before.length - same, after.length - same];
  return from === to && from === end ? null : { from, to, words: after.slice(from, end) };
}
