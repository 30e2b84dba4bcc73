/** A form as it was opened, as it was filled in, and as somebody else saved it meanwhile. */
export interface Three<Form> {
  readonly opened: Form;
  readonly mine: Form;
  readonly theirs: Form;
}

type OneOf<List> = List extends readonly (infer One)[] ? One : never;

/** By what one of a list is known, field by field; what is not named is known by all of it. */
export type KnownBy<Form> = {
  readonly [Field in keyof Form]?: (one: OneOf<Form[Field]>) => string;
};

/** The fields of a form. */
export type FieldOf<Form> = keyof Form & string;

/** Which fields are another in `after`. */
export function changedFields<Form extends object>(before: Form, after: Form): FieldOf<Form>[] {
  return (Object.keys(after) as FieldOf<Form>[]).filter(
    (field) => wordOf(before[field]) !== wordOf(after[field]),
  );
}

/** What they saved, with my changes on top; of a list what either added or changed, without what either removed. */
export function joinedForm<Form extends object>(
  { opened, mine, theirs }: Three<Form>,
  knownBy: KnownBy<Form> = {},
): Form {
  const own = new Set(changedFields(opened, mine));
  const joined = (field: FieldOf<Form>): unknown => {
    const [before, my, their] = [opened[field], mine[field], theirs[field]];
    if (!own.has(field)) return their;
    const isList = Array.isArray(before) && Array.isArray(my) && Array.isArray(their);
    if (!isList || wordOf(before) === wordOf(their)) return my;
    const nameOf = (knownBy[field] ?? wordOf) as (one: unknown) => string;
    return joinedList({ opened: before, mine: my, theirs: their }, nameOf);
  };
  const fields = Object.keys(theirs) as FieldOf<Form>[];
  return Object.fromEntries(fields.map((field) => [field, joined(field)])) as Form;
}

function joinedList(
  three: Three<readonly unknown[]>,
  nameOf: (one: unknown) => string,
): readonly unknown[] {
  const named = (list: readonly unknown[]) => new Map(list.map((one) => [nameOf(one), one]));
  const [before, my, their] = [named(three.opened), named(three.mine), named(three.theirs)];
  const isMine = (name: string) =>
    before.has(name) && wordOf(before.get(name)) !== wordOf(my.get(name));
  const kept = [...their].flatMap(([name, one]) => {
    if (!my.has(name)) return before.has(name) ? [] : [one];
    return [isMine(name) ? my.get(name) : one];
  });
  // one that they removed and I wrote in is not lost
  const added = [...my].filter(([name]) => !their.has(name) && (!before.has(name) || isMine(name)));
  return [...kept, ...added.map(([, one]) => one)];
}

function wordOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
