import { type Lead, marks } from './branches.ts';
import type { CallFilter } from './call-filter.ts';

/** A condition on a call `c` that no index leads by; a plus keeps SQLite from leading by it all the same. */
export interface Sift {
  readonly where: string;
  readonly values: readonly unknown[];
}

/** The SQL function that says whether a text has all words; `createCallList` gives it to the connection. */
export const HAS_WORDS = 'has_words';

/** What is left of a filter when an index has led. A further condition of calls is one line here. */
export function siftsOf(filter: CallFilter, lead: Lead): Sift[] {
  const { direction, dispositions, queue, talkFrom, talkTo, note, outcome } = filter;
  const isQueue = lead === 'queue';
  return [
    ...when(isQueue ? direction : undefined, '+c.direction = ?'),
    ...(isQueue && dispositions
      ? [{ where: `+c.disposition IN (${marks(dispositions)})`, values: dispositions }]
      : []),
    ...when(isQueue ? undefined : queue, IN_QUEUE),
    ...when(talkFrom, "c.record ->> '$.talkMs' >= ?"),
    ...when(talkTo, "c.record ->> '$.talkMs' <= ?"),
    ...when(note, NOTED),
    ...when(outcome, CAME_OF_IT),
  ];
}

const IN_QUEUE = 'EXISTS (SELECT 1 FROM call_queues q WHERE q.call_id = c.id AND +q.queue = ?)';
const NOTED = `EXISTS (SELECT 1 FROM interactions i WHERE i.call_id = c.id AND i.note <> '' AND ${HAS_WORDS}(i.note, ?))`;
const CAME_OF_IT = 'EXISTS (SELECT 1 FROM interactions i WHERE i.call_id = c.id AND i.outcome = ?)';

function when(value: string | number | undefined, where: string): Sift[] {
  return value === undefined ? [] : [{ where, values: [value] }];
}

/** Whether each word stands somewhere in the text, however it is written. */
export function hasWords(text: string, words: string): boolean {
  const where = plain(text);
  return plain(words)
    .split(/\s+/)
    .every((word) => where.includes(word));
}

const plain = (text: string) => text.normalize('NFC').toLowerCase().replaceAll('ё', 'е').trim();
