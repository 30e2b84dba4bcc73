import type { Language } from './plural.ts';

function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** A sum as one writes it: `1 234,50 ₽`, `€1,234.50`. `amount` in the currency's smallest unit (ISO 4217). */
export function money(amount: number, currency: string, language: Language): string {
  const digits = digitsOf(currency);
  const isRound = amount % 10 ** digits === 0;
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(isRound ? { minimumFractionDigits: 0 } : {}),
  }).format(amount / 10 ** digits);
}

/** The sign of a currency, such as `₽`; its code where it has none. */
export function currencySign(currency: string, language: Language): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
}

/** All currencies by their codes, named in the reader's language, in the order of their names. */
export function currencyNames(language: Language): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' });
  return Intl.supportedValuesOf('currency')
    .map((code) => ({ value: code, label: names.of(code) ?? code }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
}

/**
 * What somebody typed, in the currency's smallest unit: `1 234,5`, `1,234.50`, `1234`. Null where nothing is typed,
 * undefined where it is no sum: neither rounded nor guessed.
 */
export function minorUnits(typed: string, currency: string): number | null | undefined {
  const text = typed.replaceAll(/[\s\u00a0\u202f'’]/g, '');
  if (text === '') return null;
  const parts = /^(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?$/.exec(text);
  const whole = parts?.[1]?.replaceAll(/[.,]/g, '');
  const part = parts?.[2] ?? '';
  const digits = digitsOf(currency);
  if (whole === undefined || part.length > digits) return undefined;
  const minor = Number(whole + part.padEnd(digits, '0'));
  return minor <= 1_000_000_000_000_000 ? minor : undefined;
}
