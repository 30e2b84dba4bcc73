import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** A schema as JSON, as far as its words for people need it. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly description?: string;
}

/**
 * What is wrong with `value` by `schema`, one sentence a key: which key of `where`, what was found,
 * what is allowed, and for an unknown key the closest one. Empty when all is well.
 */
export function wrongKeys(schema: TSchema, value: unknown, where: string): string[] {
  const found = new Map<string, string>();
  for (const error of Value.Errors(schema, value)) {
    const path = keysOf(error.instancePath);
    const shape = shapeAt(schema as Shape, path);
    if (error.keyword === 'additionalProperties') {
      for (const key of error.params.additionalProperties) {
        const name = [...path, key].join('.');
        found.set(
          name,
          unknownKey({ where, name, key, known: Object.keys(shape?.properties ?? {}) }),
        );
      }
    } else if (error.keyword === 'required') {
      for (const key of error.params.requiredProperties) {
        const name = [...path, key].join('.');
        const allowed = allowedBy(shape?.properties?.[key]);
        found.set(name, `${where}: key ${name} is missing; it must be ${allowed}.`);
      }
    } else if (!found.has(path.join('.'))) {
      const given = shown(valueAt(value, path), path.at(-1) ?? '');
      const name = path.join('.') || '(the whole)';
      found.set(
        path.join('.'),
        `${where}: key ${name} is ${given}; it must be ${allowedBy(shape)}.`,
      );
    }
  }
  return [...found.values()];
}

/** A sentence on a key that nothing knows. */
export function unknownKey(options: {
  where: string;
  name: string;
  key: string;
  known: readonly string[];
}): string {
  const near = closest(options.key, options.known);
  const cure = near ? `Did you mean "${near}"?` : 'Remove it.';
  return `${options.where}: key ${options.name} is unknown; allowed: ${options.known.join(', ') || 'none'}. ${cure}`;
}

/** What a person may write there. */
function allowedBy(shape: Shape | undefined): string {
  if (!shape) return 'something else';
  if (shape.description) return shape.description;
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.anyOf) return shape.anyOf.map(allowedBy).join(' or ');
  const { minimum, maximum } = shape;
  const range =
    minimum === undefined
      ? ''
      : ` from ${minimum}${maximum === undefined ? ' on' : ` to ${maximum}`}`;
  switch (shape.type) {
    case 'integer':
      return `a whole number${range}`;
    case 'number':
      return `a number${range}`;
    case 'string':
      return shape.pattern ? `text of the form ${shape.pattern}` : 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list [...]';
    case 'null':
      return 'null';
    default:
      return `an object { ${Object.keys(shape.properties ?? {}).join(', ')} }`;
  }
}

/** A value as found, short, and no secret, nor a password within an address. */
function shown(value: unknown, key: string): string {
  if (/secret|password|key/i.test(key)) return 'not shown here';
  const text = (JSON.stringify(value) ?? 'nothing').replace(/(:\/\/[^:/]*:).*@/, '$1…@');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function shapeAt(shape: Shape | undefined, path: readonly string[]): Shape | undefined {
  return path.reduce<Shape | undefined>((at, key) => at?.properties?.[key] ?? at?.items, shape);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** The known key that differs by the fewest letters, if by few enough to be meant. */
function closest(key: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, letters: distance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.letters - b.letters);
  const best = ranked[0];
  return best && best.letters <= Math.max(2, key.length / 3) ? best.name : undefined;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
