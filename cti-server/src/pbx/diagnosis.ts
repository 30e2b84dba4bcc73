import type { Diagnosis } from '../contract/index.ts';
import type { Phrase } from '../kernel/errors.ts';

/** What is to be changed: in words, and the lines of a file of the PBX. */
export interface Cure {
  readonly cure?: Phrase;
  readonly file?: string;
  readonly lines?: readonly string[];
}

/** One check of the doctor, with what it came to. */
export function diagnosis(
  check: { readonly name: string; readonly tried: Phrase },
  state: Diagnosis['state'],
  found: Phrase,
  { cure, file, lines = [] }: Cure = {},
): Diagnosis {
  const { name, tried } = check;
  return {
    check: name,
    state,
    tried,
    found,
    cure: cure ?? null,
    file: file ?? null,
    lines: [...lines],
  };
}
