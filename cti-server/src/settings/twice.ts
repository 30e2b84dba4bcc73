import { AppError } from '../kernel/errors.ts';
import { loginKey } from '../users/store.ts';
import { phraseOf, type Step } from './step.ts';

/** Known by a name that nobody else may have. */
const BY_NAME: readonly Step['item']['kind'][] = ['connection', 'user', 'team'];

/** Of what stands in a file more than once only the first is done: which one was meant nobody could say. */
export function onlyTheFirst(steps: readonly Step[]): readonly Step[] {
  const seen = new Set<string>();
  return steps.map((step) => {
    const { kind, name } = step.item;
    const key = `${kind} ${loginKey(name)}`;
    if (!BY_NAME.includes(kind) || !seen.has(key)) {
      seen.add(key);
      return step;
    }
    const problem = phraseOf(new AppError('settings-twice', { values: { name } }));
    return { ...step, item: { ...step.item, does: 'blocked', problem } };
  });
}
