/** A JSON Schema as far as a form needs it. */
export interface FormSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly writeOnly?: boolean;
  readonly anyOf?: readonly FormSchema[];
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: unknown;
}

/** One thing to fill in. `path` is dotted. */
export interface Field {
  readonly path: string;
  /** `switch`: whether the object at `path` is there at all; `list`: one a line; `map`: `key = text`, one a line. */
  readonly kind: 'text' | 'number' | 'secret' | 'choice' | 'list' | 'map' | 'switch';
  readonly required: boolean;
  /** What is meant where nothing is typed. */
  readonly standard: string | null;
  readonly choices: readonly string[];
  /** In English: for keys that have no words of their own. */
  readonly description: string | null;
}

/** What is typed, by path. */
export type Form = Readonly<Record<string, string | boolean>>;

/** A settings entry, as JSON. */
export type Entry = Readonly<Record<string, unknown>>;

/** Not the form's: the server gives the id, and says itself what connects. */
const NOT_HERE = new Set(['id', 'connector']);

/** The fields of a schema, in its order; objects within give theirs with a dotted path. */
export function fieldsOf(schema: FormSchema, under = '', isNeeded = true): Field[] {
  return propertiesOf(schema).flatMap(([key, shape, needed]) => {
    const path = under + key;
    const required = needed && isNeeded;
    if (NOT_HERE.has(path)) return [];
    const inner = propertiesOf(shape);
    if (inner.length === 0) return [fieldOf(path, shape, required)];
    // an object of which nothing must be filled in can be there empty
    const isOptional = !shape.anyOf && inner.every(([, , must]) => !must);
    return [
      ...(isOptional ? [{ ...fieldOf(path, shape, false), kind: 'switch' as const }] : []),
      ...fieldsOf(shape, `${path}.`, required),
    ];
  });
}

/** Keys of an object, or of all forms that it may have: name, shape, whether it must be there. */
function propertiesOf(schema: FormSchema): (readonly [string, FormSchema, boolean])[] {
  const forms = schema.anyOf ?? [schema];
  const found = new Map<string, readonly [string, FormSchema, boolean]>();
  for (const { properties = {}, required = [] } of forms) {
    for (const [key, shape] of Object.entries(properties)) {
      const needed = forms.length === 1 && required.includes(key);
      if (!found.has(key)) found.set(key, [key, shape, needed]);
    }
  }
  return [...found.values()];
}

function fieldOf(path: string, shape: FormSchema, required: boolean): Field {
  const choices = (shape.anyOf ?? []).flatMap(({ const: one }) =>
    typeof one === 'string' ? [one] : [],
  );
  const standard = shape.default === undefined ? null : String(shape.default as string | number);
  const base = { path, choices, standard, description: shape.description ?? null };
  return { ...base, kind: kindOf(shape, choices), required: required && standard === null };
}

function kindOf(shape: FormSchema, choices: readonly string[]): Field['kind'] {
  if (shape.writeOnly) return 'secret';
  if (choices.length > 0) return 'choice';
  if (shape.type === 'array') return 'list';
  if (shape.patternProperties !== undefined) return 'map';
  return shape.type === 'integer' || shape.type === 'number' ? 'number' : 'text';
}

/**
 * What is wrong with a field, by the marks of the server; null: nothing. Of lists and maps, whose lines have marks of
 * their own, the first one and its line.
 */
export function markOf(
  { path, kind }: Pick<Field, 'path' | 'kind'>,
  marks: Readonly<Record<string, string>>,
): string | null {
  const own = marks[path];
  if (own !== undefined || (kind !== 'list' && kind !== 'map')) return own ?? null;
  const within = Object.entries(marks).find(([marked]) => marked.startsWith(`${path}.`));
  if (!within) return null;
  const [marked, mark] = within;
  const line = marked.slice(path.length + 1);
  return `${kind === 'list' ? Number(line) + 1 : line}: ${mark}`;
}

/** What an entry says, as a form shows it. */
export function formOf(fields: readonly Field[], entry: Entry): Form {
  return Object.fromEntries(
    fields.map(({ path, kind, standard }) => {
      const value = valueAt(entry, path);
      if (kind === 'switch') return [path, value !== undefined];
      if (value === undefined) return [path, standard ?? ''];
      if (kind === 'list') return [path, (value as readonly string[]).join('\n')];
      if (kind === 'map') return [path, linesOf(value as Readonly<Record<string, string>>)];
      return [path, String(value as string | number)];
    }),
  );
}

/** The entry that a form means; what is blank is left out, and so is a secret that is not typed. */
export function entryOf(fields: readonly Field[], form: Form): Entry {
  const entry: Record<string, unknown> = {};
  for (const { path, kind } of fields) {
    const typed = form[path];
    const value = kind === 'switch' ? (typed === true ? {} : undefined) : typedAs(kind, typed);
    const isOff = fields.some(
      (one) => one.kind === 'switch' && path.startsWith(`${one.path}.`) && form[one.path] !== true,
    );
    if (value !== undefined && !isOff) putAt(entry, path, value);
  }
  return entry;
}

function typedAs(kind: Field['kind'], typed: string | boolean | undefined): unknown {
  const text = typeof typed === 'string' ? typed.trim() : '';
  if (text === '') return undefined;
  const lines = text.split('\n').flatMap((line) => line.trim() || []);
  switch (kind) {
    case 'number':
      // what is no number goes as it is: the server says what is wrong with it
      return /^\d+$/.test(text) ? Number(text) : text;
    case 'list':
      return lines;
    case 'map':
      return Object.fromEntries(lines.map(keyAndText));
    default:
      return kind === 'secret' ? typed : text;
  }
}

function keyAndText(line: string): [string, string] {
  const [key = '', ...rest] = line.split('=');
  return [key.trim(), rest.join('=').trim()];
}

function linesOf(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([key, text]) => `${key} = ${text}`)
    .join('\n');
}

function valueAt(entry: Entry, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], entry);
}

function putAt(entry: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = entry;
  for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
  at[last] = value;
}
