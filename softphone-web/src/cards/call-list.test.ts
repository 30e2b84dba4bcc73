import type { CallView } from '@perezvon/cti-server/contract';
import { describe, expect, it } from 'vitest';
import { call as sample } from '../../e2e/sample-calls.ts';
import { type CallPages, EVERY_CALL, LONGEST_PAGE, withCall } from './call-list.ts';

const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, '0')}:00.000Z`;
const call = (id: string, minute: number, part: Partial<CallView> = {}) =>
  sample(id, { startedAt: at(minute), ...part });
const list = (next: string | null, ...calls: CallView[]): CallPages => ({
  pages: [{ items: calls, next }],
  pageParams: [null],
});
const ids = (pages: CallPages | null) =>
  pages?.pages.map((page) => page.items.map((one) => one.id));

describe('a list of calls that changes live', () => {
  it('takes a new call on top', () => {
    const before = list('more', call('b', 2), call('a', 1));
    expect(ids(withCall(before, call('c', 3), EVERY_CALL))).toEqual([['c', 'b', 'a']]);
  });

  it('replaces a listed call in its place', () => {
    const before = list(null, call('b', 2), call('a', 1));
    const after = withCall(before, call('a', 1, { note: 'new' }), EVERY_CALL);
    expect(ids(after)).toEqual([['b', 'a']]);
    expect(after?.pages[0]?.items[1]?.note).toBe('new');
  });

  it('drops a listed call that no longer fits', () => {
    const missed = { ...EVERY_CALL, result: 'missed' as const };
    const before = list(null, call('a', 1, { disposition: 'abandoned' }));
    expect(ids(withCall(before, call('a', 1), missed))).toEqual([[]]);
  });

  it('does not take what the filter excludes, nor what is older than the loaded page', () => {
    const outbound = { ...EVERY_CALL, direction: 'outbound' as const };
    expect(ids(withCall(list(null), call('a', 1), outbound))).toEqual([[]]);
    const before = list('more', call('c', 3), call('b', 2));
    expect(ids(withCall(before, call('a', 1), EVERY_CALL))).toEqual([['c', 'b']]);
  });

  it('does not grow all day: a page that has become too long is asked for anew', () => {
    const long = Array.from({ length: LONGEST_PAGE - 1 }, (_, n) => call(`old-${n}`, 1));
    const full = withCall(list('more', ...long), call('b', 2), EVERY_CALL);
    expect(full?.pages[0]?.items).toHaveLength(LONGEST_PAGE);
    expect(full && withCall(full, call('c', 3), EVERY_CALL)).toBeNull();
  });

  it('leaves a search by text to the server', () => {
    const searched = { ...EVERY_CALL, text: 'анна' };
    expect(withCall(list(null), call('a', 1), searched)).toBeNull();
  });
});
