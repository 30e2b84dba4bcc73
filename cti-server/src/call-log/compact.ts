import type { Draft, Gap } from './entry.ts';

type CallDraft = Extract<Draft, { kind: 'call' }>;

/**
 * L3 Makes room in a queue that can't be written for long: of each call only the newest state stays (its
 * steps in between were shown to nobody). If that is not enough, the oldest calls are given up and
 * recorded as a gap of their PBX, like time that the link was away. Everything else stays, in order.
 */
export function compacted(
  drafts: readonly Draft[],
  most: number,
): { drafts: Draft[]; lost: number } {
  const newest = new Map<string, number>();
  const remembered = new Map<string, number>();
  const merged = new Map<string, readonly string[]>();
  for (const [index, draft] of drafts.entries()) {
    if (draft.kind === 'memory') remembered.set(draft.callId, index);
    if (draft.kind !== 'call') continue;
    const { id } = draft.record;
    newest.set(id, index);
    remembered.set(id, index);
    merged.set(id, [...(merged.get(id) ?? []), ...draft.merged]);
  }
  const kept = drafts
    .filter((draft, index) => {
      if (draft.kind === 'memory') return remembered.get(draft.callId) === index;
      return draft.kind !== 'call' || newest.get(draft.record.id) === index;
    })
    .map((draft) =>
      draft.kind === 'call' ? { ...draft, merged: merged.get(draft.record.id) ?? [] } : draft,
    );
  if (kept.length <= most) return { drafts: kept, lost: 0 };
  const excess = new Set(
    kept.filter((draft) => draft.kind === 'call').slice(0, kept.length - Math.floor(most)),
  );
  const rest = kept.filter((draft) => !excess.has(draft as CallDraft));
  return { drafts: [...gapsOf([...excess]), ...rest], lost: excess.size };
}

function gapsOf(lost: readonly CallDraft[]): Draft[] {
  const gaps = new Map<string, Gap & { at: number }>();
  for (const { pbx, record, at } of lost) {
    const start = Date.parse(record.startedAt);
    const before = gaps.get(pbx);
    const from = Math.min(before?.from ?? start, start);
    const to = Math.max(before?.to ?? at, at);
    gaps.set(pbx, { pbx, from, to, at: to });
  }
  return [...gaps.values()].map((gap) => ({ kind: 'gap', ...gap }));
}
