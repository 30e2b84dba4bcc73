import { changesBetween } from '../audit/changes.ts';
import type { RetentionRules } from '../contract/index.ts';
import type { Rules } from '../retention/rules.ts';
import type { Step } from './step.ts';

/** How long things are kept, of a file against what is set. */
export function retentionStep(told: RetentionRules, rules: Rules): Step {
  const changes = changesBetween(rules.now(), told);
  const does = changes.length === 0 ? 'same' : 'change';
  return {
    item: { kind: 'retention', name: '', does, changes, secrets: [], problem: null },
    does: { action: 'retention-changed', target: null },
    act: () => rules.set(told),
  };
}
