import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { kept } from './kept.ts';

/**
 * A number for the screen: national form for the reader's own country, international otherwise,
 * and as it came where it is no public number (an extension, a short code, hostile text).
 * `country` is ISO 3166 alpha-2; an unknown one means international form for all.
 */
export function shownNumber(number: string, country: string): string {
  return inCountry(country)(number);
}

const inCountry = kept((country) => kept((number) => written(number, country)));

function written(number: string, country: string): string {
  if (number.length > 32 || !/^\+?[\d\s().-]+$/.test(number)) return number;
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  if (number.replace(/\D/g, '').length < 7) return number;
  const parsed = parsePhoneNumberFromString(number, home) ?? undefined;
  if (!parsed?.isPossible()) return number;
  return parsed.country === home ? parsed.formatNational() : parsed.formatInternational();
}

/** The `tel:` link of a number (RFC 3966), without the signs that only help the eye. */
export function telLink(number: string): string {
  return `tel:${number.replace(/[^\d+*#]/g, '')}`;
}
