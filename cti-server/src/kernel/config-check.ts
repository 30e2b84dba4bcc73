import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Language, Phrase } from './errors.ts';

/** A schema as JSON, as far as its words for people need it. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  /** Of an object whose keys are free, within a pattern. */
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  /** What such a key must be. */
  readonly propertyNames?: Shape;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly description?: string;
  /** The description in Russian. */
  readonly ru?: string;
}

/** What is wrong with one key: a sentence with all of it, and for a form the dotted key and what to say at its field. */
export interface KeyProblem extends Phrase {
  readonly key: string;
  /** A stable word, or what is allowed. */
  readonly mark: Phrase | 'required' | 'unknown';
}

/**
 * What is wrong with `value` by `schema`, one sentence a key: which key of `where`, what was found,
 * what is allowed, and for an unknown key the closest one. Empty when all is well.
 */
export function wrongKeys(schema: TSchema, value: unknown, where: string): KeyProblem[] {
  const found = new Map<string, KeyProblem>();
  for (const error of Value.Errors(schema, value)) {
    const path = keysOf(error.instancePath);
    const shape = shapeAt(schema as Shape, path);
    if (error.keyword === 'additionalProperties') {
      for (const key of error.params.additionalProperties) {
        const name = [...path, key].join('.');
        const known = Object.keys(shape?.properties ?? {});
        found.set(name, unknownKey({ where, name, key, known }));
      }
    } else if (error.keyword === 'required') {
      for (const key of error.params.requiredProperties) {
        const name = [...path, key].join('.');
        const allowed = allowedBy(shape?.properties?.[key]);
        found.set(name, {
          key: name,
          mark: 'required',
          ru: `${inRussian(where)}: нет ключа ${name}; нужно: ${allowed.ru}.`,
          en: `${where}: key ${name} is missing; it must be ${allowed.en}.`,
        });
      }
    } else if (error.keyword !== 'propertyNames' && !found.has(path.join('.'))) {
      const given = shown(valueAt(value, path), path.at(-1) ?? '');
      const name = path.join('.') || '(the whole)';
      found.set(path.join('.'), wrongKey({ where, name, given, allowed: allowedBy(shape) }));
    }
  }
  return [...found.values()];
}

/** What to say at a field whose value may not be. */
export function markOf(allowed: Phrase): Phrase {
  return { ru: `Нужно: ${allowed.ru}.`, en: `Must be ${allowed.en}.` };
}

/** A sentence on a key whose value may not be. */
export function wrongKey(options: {
  where: string;
  name: string;
  given: Phrase | string;
  allowed: Phrase;
}): KeyProblem {
  const { where, name, given, allowed } = options;
  const [ru, en] = typeof given === 'string' ? [given, given] : [given.ru, given.en];
  return {
    key: name,
    mark: markOf(allowed),
    ru: `${inRussian(where)}: ключ ${name} — ${ru}; нужно: ${allowed.ru}.`,
    en: `${where}: key ${name} is ${en}; it must be ${allowed.en}.`,
  };
}

/** Several sentences, a line each. */
export function lines(phrases: readonly Phrase[]): Phrase {
  const all = (language: Language) => phrases.map((one) => one[language]).join('\n');
  return { ru: all('ru'), en: all('en') };
}

/** Where a key stands is a file, mostly. */
function inRussian(where: string): string {
  return where.replace(/^environment\b/, 'окружение').replace(/^configuration\b/, 'настройки');
}

/** A sentence on a key that nothing knows. */
export function unknownKey(options: {
  where: string;
  name: string;
  key: string;
  known: readonly string[];
}): KeyProblem {
  const near = closest(options.key, options.known);
  const { where, name } = options;
  const known = options.known.join(', ');
  return {
    key: name,
    mark: 'unknown',
    ru: `${inRussian(where)}: ключа ${name} не бывает; бывают: ${known || 'никакие'}. ${near ? `Может быть, "${near}"?` : 'Удалите его.'}`,
    en: `${where}: key ${name} is unknown; allowed: ${known || 'none'}. ${near ? `Did you mean "${near}"?` : 'Remove it.'}`,
  };
}

/** What a person may write there. */
export function allowedBy(shape: Shape | undefined): Phrase {
  if (!shape) return { ru: 'что-то другое', en: 'something else' };
  const { description, anyOf, minimum, maximum } = shape;
  const range = rangeOf(minimum, maximum);
  if (description) return { ru: (shape.ru ?? description) + range.ru, en: description + range.en };
  if (shape.const !== undefined) return both(JSON.stringify(shape.const));
  if (anyOf) {
    const each = anyOf.map(allowedBy);
    return {
      ru: each.map(({ ru }) => ru).join(' или '),
      en: each.map(({ en }) => en).join(' or '),
    };
  }
  switch (shape.type) {
    case 'integer':
      return { ru: `целое число${range.ru}`, en: `a whole number${range.en}` };
    case 'number':
      return { ru: `число${range.ru}`, en: `a number${range.en}` };
    case 'string':
      return shape.pattern
        ? { ru: `текст вида ${shape.pattern}`, en: `text of the form ${shape.pattern}` }
        : { ru: 'текст', en: 'text' };
    case 'boolean':
      return { ru: 'true или false', en: 'true or false' };
    case 'array':
      return { ru: 'список [...]', en: 'a list [...]' };
    case 'null':
      return both('null');
    default: {
      const keys = `{ ${Object.keys(shape.properties ?? {}).join(', ')} }`;
      return { ru: `объект ${keys}`, en: `an object ${keys}` };
    }
  }
}

function rangeOf(minimum: number | undefined, maximum: number | undefined): Phrase {
  if (minimum === undefined) return both('');
  return maximum === undefined
    ? { ru: ` от ${minimum}`, en: ` from ${minimum} on` }
    : { ru: ` от ${minimum} до ${maximum}`, en: ` from ${minimum} to ${maximum}` };
}

const both = (text: string): Phrase => ({ ru: text, en: text });

/** A value as found, short, and no secret, nor a password within an address. */
function shown(value: unknown, key: string): Phrase | string {
  if (/secret|password|key/i.test(key)) return { ru: 'здесь не показан', en: 'not shown here' };
  const text = (JSON.stringify(value) ?? 'nothing').replace(/(:\/\/[^:/]*:).*@/, '$1…@');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The schema of what stands at a path. */
export function shapeAt(shape: Shape | undefined, path: readonly string[]): Shape | undefined {
  return path.reduce<Shape | undefined>(
    (at, key) => at?.properties?.[key] ?? at?.items ?? (at && ofFreeKey(at, key)),
    shape,
  );
}

function ofFreeKey({ patternProperties = {}, propertyNames }: Shape, key: string) {
  const fits = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern).test(key));
  return fits?.[1] ?? propertyNames;
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
