import { CATALOGUE, type ErrorCode } from './catalogue.ts';

/** Languages in which the server speaks to people. */
export type Language = 'ru' | 'en';

export type { ErrorCode } from './catalogue.ts';

/** An error of the catalogue: what went wrong, for people, with its HTTP status and cure. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** What stands for `{name}` in the sentence and the cure. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Form field → what is wrong with it. */
  readonly fields: Readonly<Record<string, string>> | undefined;

  constructor(
    code: ErrorCode,
    options: {
      values?: Record<string, string | number>;
      fields?: Record<string, string>;
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
  values: Readonly<Record<string, string | number>> = {},
): { sentence: string; cure: string } {
  const [sentence, cure] = CATALOGUE[code][language];
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return { sentence: fill(sentence), cure: fill(cure) };
}
