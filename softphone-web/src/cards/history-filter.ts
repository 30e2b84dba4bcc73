import { DIRECTIONS, DISPOSITIONS } from '@perezvon/cti-server/contract';
import { type CallFilter, EVERY_CALL } from './call-list.ts';

const RESULTS: readonly string[] = ['missed', ...DISPOSITIONS];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filter as the address of the page has it: what is all stands nowhere. */
export function addressOf(filter: CallFilter): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) {
    if (value !== null && value !== '') parameters.set(key, String(value));
  }
  return parameters.toString();
}

/** The place of all calls with a number or name. */
export function historyOf(text: string): string {
  return `/calls?${addressOf({ ...EVERY_CALL, text: text.slice(0, 100) })}`;
}

/** The filter of an address, which anybody may have written: what is none counts as all. */
export function filterIn(address: string): CallFilter {
  const parameters = new URLSearchParams(address);
  const text = (key: string, most = 200) => (parameters.get(key) ?? '').slice(0, most);
  const one = (key: string, known: readonly string[]) => {
    const value = parameters.get(key) ?? '';
    return known.includes(value) ? value : null;
  };
  const day = (key: string) => (DAY.test(text(key)) ? text(key) : '');
  const seconds = (key: string) => {
    const value = text(key);
    return /^\d{1,6}$/.test(value) ? Number(value) : null;
  };
  return {
    ...EVERY_CALL,
    text: text('text', 100),
    direction: one('direction', DIRECTIONS) as CallFilter['direction'],
    result: one('result', RESULTS) as CallFilter['result'],
    operator: text('operator', 64) || null,
    queue: text('queue', 80),
    outcome: text('outcome', 40),
    talkFrom: seconds('talkFrom'),
    talkTo: seconds('talkTo'),
    note: text('note', 100),
    from: day('from'),
    to: day('to'),
  };
}

/** What the server is asked: days as the reader's clock has them, the last one whole. */
export function queryOf({ from, to, ...filter }: CallFilter) {
  return { ...filter, from: startOf(from, 0), to: startOf(to, 1) };
}

function startOf(day: string, later: number): string | null {
  if (!DAY.test(day)) return null;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const at = new Date(year, month - 1, date + later);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
