import type { ContactDraft, WrittenNumber } from './contact-form.ts';

/** The fields of a contact's form. */
export type Field = keyof ContactDraft;

const FIELDS = [
  'kind',
  'name',
  'company',
  'role',
  'email',
  'note',
  'tags',
  'ownerId',
  'numbers',
] as const satisfies readonly Field[];

/** Which fields are another in `after`. */
export function changedFields(before: ContactDraft, after: ContactDraft): Field[] {
  return FIELDS.filter((field) => wordOf(before, field) !== wordOf(after, field));
}

/** A form as it was opened, as it was filled in, and as somebody else saved it meanwhile. */
export interface Three {
  readonly opened: ContactDraft;
  readonly mine: ContactDraft;
  readonly theirs: ContactDraft;
}

/** What they saved, with my changes on top; of tags and numbers those that either added, without those that either removed. */
export function joinedDraft({ opened, mine, theirs }: Three): ContactDraft {
  const own = changedFields(opened, mine).map((field) => [field, mine[field]] as const);
  const tags = joined({ opened: opened.tags, mine: mine.tags, theirs: theirs.tags }, (tag) =>
    tag.toLowerCase(),
  );
  const numbers = joined(
    { opened: opened.numbers, mine: mine.numbers, theirs: theirs.numbers },
    numberWord,
  ).map((number, key) => ({ ...number, key }));
  return { ...theirs, ...(Object.fromEntries(own) as Partial<ContactDraft>), tags, numbers };
}

function joined<One>(
  { opened, mine, theirs }: Readonly<Record<keyof Three, readonly One[]>>,
  wordOfOne: (one: One) => string,
): One[] {
  const words = (list: readonly One[]) => new Set(list.map(wordOfOne));
  const before = words(opened);
  const left = words(mine);
  const known = words([...opened, ...theirs]);
  return [
    ...theirs.filter((one) => left.has(wordOfOne(one)) || !before.has(wordOfOne(one))),
    ...mine.filter((one) => !known.has(wordOfOne(one))),
  ];
}

function wordOf(draft: ContactDraft, field: Field): string {
  if (field === 'company') return draft.company?.id ?? '';
  if (field === 'numbers') return draft.numbers.map(numberWord).join('\n');
  return JSON.stringify(draft[field]);
}

const numberWord = ({ kind, written }: WrittenNumber) => `${kind} ${written.trim()}`;
