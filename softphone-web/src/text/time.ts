import { kept } from './kept.ts';
import type { Language } from './plural.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const timesOfDay = kept(
  (language) =>
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
);
const days = kept(
  (language) => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }),
);
const daysOfYears = kept(
  (language) =>
    new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' }),
);
const moments = kept(
  (language) =>
    new Intl.DateTimeFormat(language, {
      dateStyle: 'long',
      timeStyle: 'medium',
      hourCycle: 'h23',
    }),
);
const besideToday = kept((language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));
const lengths = {
  hour: kept((language) => unitsOf(language, 'hour')),
  minute: kept((language) => unitsOf(language, 'minute')),
  second: kept((language) => unitsOf(language, 'second')),
};

function unitsOf(language: string, unit: string): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' });
}

/** A running timer: `0:05`, `12:34`, `1:02:03`. `ms` below zero (clocks differ) counts as zero. */
export function timer(ms: number): string {
  const total = Math.max(0, Math.floor(ms / SECOND));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = two(total % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** A length of time for reading, at most two units: `42 сек.`, `3 мин 5 сек.`, `1 hr 4 min`. */
export function lasted(ms: number, language: Language): string {
  const total = Math.max(0, Math.round(ms / SECOND));
  const parts: [number, keyof typeof lengths][] = [
    [Math.floor(total / 3600), 'hour'],
    [Math.floor((total % 3600) / 60), 'minute'],
    [total % 60, 'second'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  const shown = first < 0 ? parts.slice(2) : parts.slice(first, first + 2);
  return shown
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => lengths[unit](language).format(value))
    .join(' ');
}

/** The time of day to the second, `10:49:18`. */
export function timeOfDay(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** The time of day to the millisecond, `10:49:18.654`. */
export function clockTime(iso: string): string {
  return `${timeOfDay(iso)}.${String(new Date(iso).getMilliseconds()).padStart(3, '0')}`;
}

function startOfDay(ms: number): number {
  const day = new Date(ms);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/**
 * A moment as a person says it, in the reader's time zone: `14:05` today, `вчера, 14:05`, `завтра, 14:05`,
 * `12 нояб., 14:05` this year, with the year before that. `iso` ISO 8601, `now` ms since the epoch.
 */
export function moment(iso: string, language: Language, now: number): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return '';
  const date = new Date(ms);
  const time = timesOfDay(language).format(date);
  const daysAgo = Math.round((startOfDay(now) - startOfDay(ms)) / (24 * HOUR));
  if (daysAgo === 0) return time;
  if (Math.abs(daysAgo) === 1) {
    return `${besideToday(language).format(-daysAgo, 'day')}, ${time}`;
  }
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return `${(sameYear ? days : daysOfYears)(language).format(date)}, ${time}`;
}

/** The whole date and time with seconds, for titles and call details. */
export function exactMoment(iso: string, language: Language): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return '';
  return moments(language).format(ms);
}

/** From one moment to another, what they share said once: `25 нояб. 2026 г., 16:22:40 – 16:22:58`. */
export function span(fromIso: string, toIso: string, language: Language): string {
  const [from, to] = [Date.parse(fromIso), Date.parse(toIso)];
  if (Number.isNaN(from) || Number.isNaN(to)) return '';
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).formatRange(from, to);
}
