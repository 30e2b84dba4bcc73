import { changesBetween } from '../audit/changes.ts';
import type { Role } from '../contract/index.ts';
import type { FactorRule } from '../users/factor-rule.ts';
import type { SignedIn } from '../users/sessions.ts';
import { phraseOf, type Step } from './step.ts';

/** Of which roles a second factor is asked, of a file against what is set. */
export function factorStep(
  told: readonly Role[],
  { factorRule, by }: { factorRule: FactorRule; by: SignedIn },
): Step {
  const required = told.toSorted();
  const changes = changesBetween({ required: factorRule.required().toSorted() }, { required });
  const refusal = factorRule.whyNot(required, by);
  const does = changes.length === 0 ? 'same' : refusal ? 'blocked' : 'change';
  const problem = does === 'blocked' && refusal ? phraseOf(refusal) : null;
  return {
    item: { kind: 'second-factor', name: '', does, changes, secrets: [], problem },
    does: { action: 'second-factor-rule', target: null },
    act: () => factorRule.set(required),
  };
}
