/** The languages of the page (BCP 47). */
export type Language = 'ru' | 'en';

/** Forms of a noun by CLDR plural category; `other` serves every category that is not given. */
export interface PluralForms {
  readonly one: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

const rules: Record<Language, Intl.PluralRules> = {
  ru: new Intl.PluralRules('ru'),
  en: new Intl.PluralRules('en'),
};

/**
 * `count` with the noun in the right form: 1 звонок, 2 звонка, 5 звонков, 21 звонок.
 * Categories as CLDR gives them (Intl.PluralRules).
 */
export function plural(language: Language, count: number, forms: PluralForms): string {
  const category = rules[language].select(count);
  const word =
    category === 'one' || category === 'few' || category === 'many' ? forms[category] : undefined;
  return `${new Intl.NumberFormat(language).format(count)} ${word ?? forms.other}`;
}
