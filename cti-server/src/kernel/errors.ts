import { CATALOGUE, type ErrorCode } from './catalogue.ts';

/** Languages in which the server speaks to people. */
export type Language = 'ru' | 'en';

/** The same in each language. */
export type Phrase = Readonly<Record<Language, string>>;

export type { ErrorCode } from './catalogue.ts';

/** What stands for `{name}` in a sentence and a cure. */
export type Values = Readonly<Record<string, string | number | Phrase>>;

/** An error of the catalogue: what went wrong, for people, with its HTTP status and cure. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly values: Values;
  /** Form field → what is wrong with it: a stable word, or words of its own. */
  readonly fields: Readonly<Record<string, string | Phrase>> | undefined;

  constructor(
    code: ErrorCode,
    options: {
      values?: Values;
      fields?: Record<string, string | Phrase>;
      cause?: unknown;
    } = {},
  ) {
    const values = options.values ?? {};
    super(inWords(code, 'en', values).sentence, { cause: options.cause });
    this.code = code;
    this.values = values;
    this.fields = options.fields;
  }

  get status(): number {
    return CATALOGUE[this.code].status;
  }
}

/** The sentence and the cure of a code in a language, `{name}` replaced by `values.name`. */
export function inWords(
  code: ErrorCode,
  language: Language,
  values: Values = {},
): { sentence: string; cure: string } {
  const [sentence, cure] = CATALOGUE[code][language];
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name] ?? whole;
      return typeof value === 'object' ? value[language] : String(value);
    });
  return { sentence: fill(sentence), cure: fill(cure) };
}

/** The sentence of a code in each language. */
export function phraseOf(code: ErrorCode, values: Values = {}): Phrase {
  return { ru: inWords(code, 'ru', values).sentence, en: inWords(code, 'en', values).sentence };
}
