import type { RetentionRules } from '../contract/index.ts';
import type { RetentionStore } from './store.ts';

/** How long things are kept. */
export interface Rules {
  now(): RetentionRules;
  set(rules: RetentionRules): Promise<void>;
  /** What began before is not kept, nor taken up again from records; ms epoch, -Infinity where all is kept. */
  keptSince(now: number): number;
}

/** A day, ms. */
export const DAY_MS = 24 * 3_600_000;

/**
 * The rules, at hand. Until an administrator sets them all calls and recordings are kept, and what the PBX said for
 * as long as the configuration says.
 */
export function createRules(
  store: Pick<RetentionStore, 'rules' | 'saveRules'>,
  capturesDays: number,
): Rules {
  let rules = store.rules() ?? { callsDays: null, recordingsDays: null, capturesDays };
  return {
    now: () => rules,
    async set(changed) {
      await store.saveRules(changed);
      rules = changed;
    },
    keptSince: (now) => cutOff(rules.callsDays, now),
  };
}

/** The time before which things are too old. */
export function cutOff(days: number | null, now: number): number {
  return days === null ? Number.NEGATIVE_INFINITY : now - days * DAY_MS;
}
