import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { allowedBy, markOf, type Shape, shapeAt } from '../kernel/config-check.ts';
import type { Language, Phrase } from '../kernel/errors.ts';

/** Field (dotted path) → what is wrong: a stable word, or words of its own. */
type Marks = Record<string, string | Phrase>;

/** A request that its schema refuses. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  readonly fields: Readonly<Marks>;
  constructor(part: string, fields: Marks) {
    const names = Object.keys(fields);
    super(`${part} ${names.length > 0 ? names.join(', ') : '(the whole)'}`);
    this.fields = fields;
  }
}

/**
 * Checks a request by its TypeBox schema as it stands: nothing is coerced and nothing dropped, unknown
 * keys are refused. Only query strings are converted, which know nothing but text.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const part = httpPart ?? 'request';
  return (given: unknown) => {
    const value = httpPart === 'querystring' ? validator.Convert(given) : given;
    if (validator.Check(value)) return { value };
    return { error: new InvalidRequest(part, fieldsOf(validator.Errors(value), value, schema)) };
  };
};

/** Checks a value that no route's schema knows beforehand. Throws `InvalidRequest`. */
export function check(schema: TSchema, value: unknown, part: string): void {
  const validator = Compile(schema);
  if (!validator.Check(value))
    throw new InvalidRequest(part, fieldsOf(validator.Errors(value), value, schema));
}

type SchemaError = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

/** What is wrong with each field, the first thing found. */
function fieldsOf(errors: readonly SchemaError[], value: unknown, schema: TSchema): Marks {
  const fields = new Map<string, string | Phrase>();
  const note = (path: readonly string[], word: string | Phrase) => {
    const name = path.join('.');
    if (name && !fields.has(name)) fields.set(name, word);
  };
  for (const error of errors) {
    const path = error.instancePath.split('/').slice(1);
    if (error.keyword === 'required') {
      for (const key of error.params.requiredProperties) note([...path, key], 'required');
    } else if (error.keyword === 'additionalProperties') {
      for (const key of error.params.additionalProperties) note([...path, key], 'unknown');
    } else if (error.keyword !== 'propertyNames') {
      // each key that may not be called so is told, too
      const isName = error.schemaPath.endsWith('/propertyNames');
      const isLeftOut = !isName && isBlank(at(value, path));
      note(path, isLeftOut ? 'required' : wrongBy(shapeAt(schema as Shape, path), error.keyword));
    }
  }
  return Object.fromEntries(fields);
}

/** What may stand there, where the schema has the words for it in both languages. */
function wrongBy(shape: Shape | undefined, keyword: string): string | Phrase {
  const own = shape?.description && shape.ru ? markOf(allowedBy(shape)) : null;
  return WORDS[keyword] ?? own ?? (keyword === 'type' ? 'wrong-type' : 'wrong');
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
    value,
  );
}

/** Text in which one sees nothing. */
function isBlank(value: unknown): boolean {
  return typeof value === 'string' && !/[^\s\p{C}]/u.test(value);
}

const WORDS: Readonly<Record<string, string>> = {
  minLength: 'too-short',
  maxLength: 'too-long',
  maxItems: 'too-many',
};

const SENTENCES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  required: { ru: 'Нужно заполнить.', en: 'Must be filled in.' },
  unknown: { ru: 'Такого поля здесь нет.', en: 'There is no such field here.' },
  'too-short': { ru: 'Слишком коротко.', en: 'Too short.' },
  'too-long': { ru: 'Слишком длинно.', en: 'Too long.' },
  'too-many': { ru: 'Слишком много.', en: 'Too many.' },
  'wrong-type': { ru: 'Значение не того вида.', en: 'A value of the wrong kind.' },
  'code-refused': {
    ru: 'Код не подходит или уже использован.',
    en: 'The code is wrong, or was used already.',
  },
  'secret-again': {
    ru: 'Адрес другой: введите секрет ещё раз.',
    en: 'The address is another one: type the secret again.',
  },
  'relative-path': {
    ru: 'Нужен полный путь, например /var/spool/asterisk/monitor.',
    en: 'Must be a whole path, such as /var/spool/asterisk/monitor.',
  },
  wrong: { ru: 'Так нельзя.', en: 'Not allowed.' },
  'not-dialable': {
    ru: 'От 1 до 32 цифр, * и #; в начале может стоять +.',
    en: '1 to 32 digits, * and #; may begin with +.',
  },
  toll: { ru: 'Сюда сейчас звонить нельзя.', en: 'Not to be called now.' },
  'password-known': {
    ru: 'Такой пароль пробуют первым: придумайте другой.',
    en: 'Such a password is tried first: choose another one.',
  },
  'password-wrong': { ru: 'Пароль не подходит.', en: 'The password is wrong.' },
  'old-password-wrong': { ru: 'Прежний пароль не подходит.', en: 'The old password is wrong.' },
};

/** A stable word of `fields` as a sentence. */
export function sentenceFor(word: string, language: Language): string {
  return SENTENCES[word]?.[language] ?? word;
}
