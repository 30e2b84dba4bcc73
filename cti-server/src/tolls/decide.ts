import type { TollFirm, TollRules } from '../contract/index.ts';
import type { ErrorCode } from '../kernel/catalogue.ts';
import type { Phrase, Values } from '../kernel/errors.ts';
import type { Destination } from './destination.ts';
import { hoursInWords, isWithin, wallTime } from './hours.ts';

/** What somebody placed already. */
export interface Counts {
  /** Outside calls of theirs that go on. */
  readonly open: number;
  /** Placed in the last minute. */
  readonly minute: number;
  /** Seconds until the oldest of these is a minute old. */
  readonly waitSeconds: number;
  readonly day: number;
  /** Of all people together. */
  readonly firmDay: number;
}

/** One attempt, and all that decides on it. */
export interface Question {
  readonly destination: Destination;
  readonly rules: TollRules;
  readonly firm: TollFirm;
  /** Who stopped all outside calls; null while they are not. */
  readonly stoppedBy: string | null;
  /** The country of the PBX. */
  readonly home: string;
  /** ms epoch. */
  readonly now: number;
  readonly counts: Counts;
  /** A transfer ends the own part in a call: it is no further one at the same time. */
  readonly isTransfer: boolean;
}

/** Why not, as an error of the catalogue. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly values: Values;
}

/** Whether this leads to nobody who is paid for it: never refused, never counted. */
export function isFree({ kind }: Destination): boolean {
  return kind === 'inside' || kind === 'emergency';
}

/** Why an outside call may not be; null: it may. Pure. Emergency numbers and calls inside always may. */
export function whyNot(question: Question): Refusal | null {
  const { destination, stoppedBy } = question;
  if (isFree(destination)) return null;
  if (stoppedBy !== null) return { code: 'toll-stopped', values: { who: stoppedBy } };
  return whyNotThere(destination, question) ?? whyNotNow(question) ?? whyNotMore(question);
}

function whyNotThere(to: Destination, { rules, home }: Question): Refusal | null {
  const number =
    to.kind === 'number' ? to.e164 : to.kind === 'unreadable' ? to.international : null;
  const said = number === null ? null : sayOf(number, rules);
  if (said)
    return said.allowed ? null : { code: 'toll-beginning', values: { beginning: said.beginning } };
  if (to.kind === 'unreadable') {
    return rules.unreadable ? null : { code: 'toll-unreadable', values: {} };
  }
  if (to.kind === 'number' && to.facts.kind === 'premium')
    return { code: 'toll-premium', values: {} };
  if (to.kind === 'number' && to.facts.kind === 'satellite') {
    return { code: 'toll-satellite', values: {} };
  }
  const country = to.kind === 'number' ? to.facts.country : home;
  // of no country and no premium number: free for who calls
  if (country === null) return null;
  const isAllowed = country === home ? rules.home : rules.countries.includes(country);
  return isAllowed ? null : { code: 'toll-country', values: { country: countryInWords(country) } };
}

/** What the longest beginning says that fits; as long a one that denies comes before one that allows. */
function sayOf(number: string, { allowed, denied }: TollRules) {
  const longest = (list: readonly string[]) =>
    list.filter((one) => number.startsWith(one)).sort((a, b) => b.length - a.length)[0] ?? '';
  const [yes, no] = [longest(allowed), longest(denied)];
  if (yes === '' && no === '') return null;
  return yes.length > no.length
    ? { allowed: true, beginning: yes }
    : { allowed: false, beginning: no };
}

function whyNotNow({ rules, firm, now }: Question): Refusal | null {
  const { hours } = rules;
  if (hours === null || isWithin(hours, wallTime(now, firm.timeZone))) return null;
  return { code: 'toll-hours', values: { hours: hoursInWords(hours, firm.timeZone) } };
}

function whyNotMore({ rules, firm, counts, isTransfer }: Question): Refusal | null {
  const { atOnce, perMinute, perDay } = rules;
  if (!isTransfer && counts.open >= atOnce)
    return { code: 'toll-at-once', values: { most: atOnce } };
  if (counts.minute >= perMinute) {
    return { code: 'toll-minute', values: { most: perMinute, seconds: counts.waitSeconds } };
  }
  if (counts.day >= perDay) return { code: 'toll-day', values: { most: perDay } };
  return counts.firmDay >= firm.perDay
    ? { code: 'toll-firm-day', values: { most: firm.perDay } }
    : null;
}

function countryInWords(country: string): Phrase {
  const name = (language: 'ru' | 'en') =>
    new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country;
  return { ru: name('ru'), en: name('en') };
}
