import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Language } from '../kernel/errors.ts';

/** A request that its schema refuses. `fields`: field → stable word. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  readonly fields: Readonly<Record<string, string>>;
  constructor(part: string, fields: Record<string, string>) {
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
    return { error: new InvalidRequest(part, fieldsOf(validator.Errors(value), value)) };
  };
};

/** Checks a value that no route's schema knows beforehand. Throws `InvalidRequest`. */
export function check(schema: TSchema, value: unknown, part: string): void {
  const validator = Compile(schema);
  if (!validator.Check(value))
    throw new InvalidRequest(part, fieldsOf(validator.Errors(value), value));
}

type SchemaError = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

/** Field (dotted path) → what is wrong, the first word for each. */
function fieldsOf(errors: readonly SchemaError[], value: unknown): Record<string, string> {
  const fields = new Map<string, string>();
  const note = (path: readonly string[], word: string) => {
    const name = path.join('.');
    if (name && !fields.has(name)) fields.set(name, word);
  };
  for (const error of errors) {
    const path = error.instancePath.split('/').slice(1);
    if (error.keyword === 'required') {
      for (const key of error.params.requiredProperties) note([...path, key], 'required');
    } else if (error.keyword === 'additionalProperties') {
      for (const key of error.params.additionalProperties) note([...path, key], 'unknown');
    } else note(path, isBlank(at(value, path)) ? 'required' : (WORDS[error.keyword] ?? 'wrong'));
  }
  return Object.fromEntries(fields);
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
  type: 'wrong-type',
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
  taken: { ru: 'Уже занято.', en: 'Already taken.' },
  'secret-again': {
    ru: 'Адрес другой: введите секрет ещё раз.',
    en: 'The address is another one: type the secret again.',
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
