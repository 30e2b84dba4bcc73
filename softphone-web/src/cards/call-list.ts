import {
  type CallPage,
  type CallView,
  type Direction,
  type Disposition,
  wasMissed,
} from '@perezvon/cti-server/contract';

/** What the reader wants of the list of calls; empty text and null mean all. */
export interface CallFilter {
  readonly text: string;
  readonly direction: Direction | null;
  /** `missed`: incoming calls that reached nobody. */
  readonly result: Disposition | 'missed' | null;
  readonly contactId: string | null;
  /** A user. */
  readonly operator: string | null;
  readonly queue: string;
  /** What came of it, by its code. */
  readonly outcome: string;
  /** How long they talked, s. */
  readonly talkFrom: number | null;
  readonly talkTo: number | null;
  /** Words of the note. */
  readonly note: string;
  /** Days `2026-11-26`, both included. */
  readonly from: string;
  readonly to: string;
}

/** All calls. */
export const EVERY_CALL: CallFilter = {
  text: '',
  direction: null,
  result: null,
  contactId: null,
  operator: null,
  queue: '',
  talkFrom: null,
  talkTo: null,
  outcome: '',
  note: '',
  from: '',
  to: '',
};

/** The pages of one filter as the query cache holds them. */
export interface CallPages {
  readonly pages: readonly CallPage[];
  readonly pageParams: readonly unknown[];
}

/** A first page to which calls were added one by one is asked for anew at this length: the server gives 50. */
export const LONGEST_PAGE = 55;

/**
 * The pages with a call that just changed: in its place where it is already listed, on top where it
 * is new and fits. Null where the server is to be asked: a search by text, and a list that would grow all day.
 */
export function withCall(list: CallPages, call: CallView, filter: CallFilter): CallPages | null {
  const listed = list.pages.some((page) => page.items.some((item) => item.id === call.id));
  const fitting = fits(call, filter);
  if (listed) {
    const pages = list.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((item) =>
        item.id !== call.id ? [item] : fitting === false ? [] : [call],
      ),
    }));
    return { ...list, pages };
  }
  if (fitting === null) return null;
  const [first, ...rest] = list.pages;
  if (!fitting || !first) return list;
  if (first.items.length >= LONGEST_PAGE) return null;
  const before = first.items.findIndex((item) => item.startedAt <= call.startedAt);
  // Older than all of a full page: its place is on a page that may not be loaded.
  if (before < 0 && first.next !== null) return list;
  const at = before < 0 ? first.items.length : before;
  const items = [...first.items.slice(0, at), call, ...first.items.slice(at)];
  return { ...list, pages: [{ ...first, items }, ...rest] };
}

function fits(call: CallView, filter: CallFilter): boolean | null {
  if (filter.direction && call.direction !== filter.direction) return false;
  if (filter.result === 'missed' && !wasMissed(call)) return false;
  if (filter.result && filter.result !== 'missed' && call.disposition !== filter.result)
    return false;
  if (filter.queue && call.queue !== filter.queue) return false;
  if (filter.outcome && call.outcome !== filter.outcome) return false;
  if (filter.talkFrom !== null && call.talkMs < filter.talkFrom * 1_000) return false;
  if (filter.talkTo !== null && call.talkMs >= (filter.talkTo + 1) * 1_000) return false;
  const { text, note, operator, from, to, contactId } = filter;
  if (contactId && (call.caller.kind !== 'known' || call.caller.contact.id !== contactId)) {
    return false;
  }
  return text || note || operator || from || to ? null : true;
}
