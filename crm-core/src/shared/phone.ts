import {
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { plainDigits } from './dial.ts';

/** How written numbers are read on one PBX connection. */
export interface PhoneRules {
  /** ISO 3166 country whose national forms are meant, such as `RU`. */
  readonly country: string;
  /** Digits dialled to get an outside line. Pass it for dialled numbers only, never for a caller's. */
  readonly outsidePrefix?: string | undefined;
  /** Whether these digits are an extension of ours. */
  readonly internal: (digits: string) => boolean;
}

/** A number as understood; `e164` with its plus. `why` is a stable word. */
export type PhoneReading =
  | { readonly kind: 'e164'; readonly e164: string }
  | { readonly kind: 'internal'; readonly extension: string }
  | { readonly kind: 'withheld' }
  | { readonly kind: 'invalid'; readonly why: 'too-long' | 'not-a-number' | 'not-in-use' };

const LONGEST_WRITTEN = 64;

/** What PBXs and networks send instead of a number (RFC 3323 `anonymous`; Asterisk `<unknown>`). */
const HIDDEN = new Set([
  '',
  'anonymous',
  'restricted',
  'unavailable',
  'unknown',
  'private',
  'withheld',
  '<unknown>',
]);

/** "…, доб. 12", "… ext 12": the extension behind a public number is not a part of it. */
const BEHIND = /[\s,;]*(?:доб(?:авочный)?|вн(?:утр)?|ext(?:ension)?|x)[.:\s]*\d{1,6}$/iu;

/** The longest short code: emergency and service numbers have 2 to 4 digits. */
const LONGEST_SHORT_CODE = 4;

/** Countries that dial 8, then 10 for abroad. */
const ABROAD_BY_810 = new Set(['RU', 'KZ', 'BY', 'TJ', 'TM']);
/** Countries of +7, where 8 and ten digits are a national number and nothing else. */
const TRUNK_8 = new Set(['RU', 'KZ']);

/** The fewest digits of a number with its country code but without a plus. */
const SHORTEST_BARE = 10;

/**
 * Reads a number written by a person, a PBX or a stranger. Own rules come before libphonenumber,
 * which takes "101" for a number and "0049…" for a Russian one; only numbers in use are kept.
 * Never throws, whatever the text.
 */
export function toE164(written: string, rules: PhoneRules): PhoneReading {
  if (written.length > LONGEST_WRITTEN) return { kind: 'invalid', why: 'too-long' };
  const text = written.trim();
  if (HIDDEN.has(text.toLowerCase())) return { kind: 'withheld' };
  const digits = plainDigits(text.replace(/^tel:/i, '').replace(BEHIND, ''));
  if (!/^\+?[0-9*#]+$/.test(digits)) return { kind: 'invalid', why: 'not-a-number' };
  if (isInternal(digits, rules)) return { kind: 'internal', extension: digits };
  const e164 = publicNumber(digits, rules);
  return e164 === null ? { kind: 'invalid', why: 'not-in-use' } : { kind: 'e164', e164 };
}

/** Whether numbers can be read as of this country: ISO 3166, two capitals. */
export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}

/** `+7 916 123-45-67`; text that is no E.164 number as it is. */
export function formatInternational(e164: string): string {
  return parse(e164)?.formatInternational() ?? e164;
}

/** `8 (916) 123-45-67`, as written within the number's own country; other text as it is. */
export function formatNational(e164: string): string {
  return parse(e164)?.formatNational() ?? e164;
}

/** What a number costs to call, as far as the numbering plans tell. */
export interface NumberFacts {
  /** ISO 3166; null where the number belongs to no country. */
  readonly country: string | null;
  readonly kind: 'ordinary' | 'premium' | 'satellite';
}

/** Codes that are of no country (ITU-T E.164 list of assigned codes). Free-phone 800 costs its caller nothing. */
const SATELLITE_CODES = /^\+(?:870|881|882|883)/;
const FREE_CODE = /^\+800/;
/** Satellite numbers within a country's plan: Globalstar in Russia. */
const NATIONAL_SATELLITE = /^\+7954/;

/** The facts of a number in E.164. Of no country and not free means premium: 979, and what else may come. */
export function numberFacts(e164: string): NumberFacts {
  const number = parse(e164);
  const country = number?.country ?? null;
  if (SATELLITE_CODES.test(e164) || NATIONAL_SATELLITE.test(e164)) {
    return { country, kind: 'satellite' };
  }
  const isDear = number?.getType() === 'PREMIUM_RATE' || (!country && !FREE_CODE.test(e164));
  return { country, kind: isDear ? 'premium' : 'ordinary' };
}

function isInternal(digits: string, rules: PhoneRules): boolean {
  if (digits.startsWith('+')) return false;
  return /[*#]/.test(digits) || digits.length <= LONGEST_SHORT_CODE || rules.internal(digits);
}

/** The same callers come again and again: a reading costs 5–8 µs, a hit 0.1 µs. Pure, so shared. */
const read = new Map<string, string | null>();
const MOST_READ = 10_000;

function publicNumber(digits: string, { country, outsidePrefix = '' }: PhoneRules): string | null {
  const key = `${country}|${outsidePrefix}|${digits}`;
  const before = read.get(key);
  if (before !== undefined) return before;
  const e164 = withoutPrefix(digits, outsidePrefix, country) ?? parseIn(digits, country);
  if (read.size >= MOST_READ) read.delete(read.keys().next().value ?? '');
  read.set(key, e164);
  return e164;
}

function withoutPrefix(digits: string, prefix: string, country: string): string | null {
  if (prefix === '' || !digits.startsWith(prefix)) return null;
  return parseIn(digits.slice(prefix.length), country);
}

function parseIn(digits: string, country: string): string | null {
  for (const candidate of candidates(digits, country)) {
    const number = parse(candidate, country);
    if (number?.isValid()) return number.number;
  }
  return null;
}

/** The international forms that the digits may mean, the likeliest first. */
function candidates(digits: string, country: string): string[] {
  if (digits.startsWith('+')) return [digits];
  if (ABROAD_BY_810.has(country) && digits.startsWith('810')) return [`+${digits.slice(3)}`];
  if (digits.startsWith('00')) return [`+${digits.slice(2)}`];
  if (TRUNK_8.has(country) && /^8\d{10}$/.test(digits)) return [`+7${digits.slice(1)}`];
  if (digits.length < SHORTEST_BARE || digits.startsWith('0')) return [digits];
  // Trunks often leave out the plus. In a country of long numbers, as Germany, `49160…` is valid as a
  // national number too, but people who write one begin it with 0.
  const own = isSupportedCountry(country) && digits.startsWith(getCountryCallingCode(country));
  return own ? [`+${digits}`, digits] : [digits, `+${digits}`];
}

function parse(text: string, country = ''): PhoneNumber | undefined {
  return isSupportedCountry(country)
    ? parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })
    : parsePhoneNumberFromString(text, { extract: false });
}
