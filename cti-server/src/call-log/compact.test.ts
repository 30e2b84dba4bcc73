import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aChange } from '../../../fixtures/temp-log.ts';
import { compacted } from './compact.ts';
import type { Draft } from './entry.ts';

const gap: Draft = { kind: 'gap', at: 1, pbx: 'office', from: 0, to: 1 };

const drafts = fc.array(
  fc.oneof(
    fc.constant(gap),
    fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 99 }))
      .map(([id, at]) => aChange({ id: `office-${id}` }, { at, merged: [`gone-${at}`] })),
  ),
  { maxLength: 40 },
);

const idOf = (draft: Draft) => (draft.kind === 'call' ? draft.record.id : null);

test('L3 the newest state of every call stays, with all that merged into it, in order', () => {
  fc.assert(
    fc.property(drafts, (before) => {
      const { drafts: after, lost } = compacted(before, 1_000);
      expect(lost).toBe(0);
      for (const id of new Set(before.map(idOf))) {
        if (id === null) continue;
        const was = before.filter((draft) => idOf(draft) === id);
        const is = after.filter((draft) => idOf(draft) === id);
        expect(is).toHaveLength(1);
        expect(is[0]).toMatchObject({ at: was.at(-1)?.at });
        const merged = was.flatMap((draft) => (draft.kind === 'call' ? draft.merged : []));
        expect(is[0]).toMatchObject({ merged });
      }
      expect(after.filter(({ kind }) => kind === 'gap')).toHaveLength(
        before.filter(({ kind }) => kind === 'gap').length,
      );
      expect(after.map(({ at }) => at)).toEqual(
        before
          .filter(
            (one, i) => !before.some((o, j) => j > i && idOf(o) !== null && idOf(o) === idOf(one)),
          )
          .map(({ at }) => at),
      );
    }),
  );
});

test('L3 calls given up for want of room are a gap of their PBX', () => {
  const minute = (i: number) => `2026-11-23T10:0${i}:00.000Z`;
  const calls = [0, 1, 2, 3].map((i) => aChange({ id: `office-${i}`, startedAt: minute(i) }));
  const { drafts: after, lost } = compacted(calls, 2);
  expect(lost).toBe(2);
  expect(after).toEqual([
    {
      kind: 'gap',
      pbx: 'office',
      from: Date.parse(minute(0)),
      to: Date.parse(minute(1)),
      at: Date.parse(minute(1)),
    },
    calls[2],
    calls[3],
  ]);
});

test('L3 C11 of what is remembered of a call only the newest stays, unless its newest state has it, too', () => {
  const memory = (callId: string, text: string): Draft => ({
    kind: 'memory',
    at: 1,
    pbx: 'office',
    callId,
    memory: text,
  });
  const state = aChange({ id: 'office-1' }, { memory: 'b' });
  const { drafts: after } = compacted(
    [memory('office-1', 'a'), state, memory('office-2', 'a'), memory('office-2', 'b')],
    1_000,
  );
  expect(after).toEqual([state, memory('office-2', 'b')]);
});
