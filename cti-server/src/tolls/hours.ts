import type { TollHours } from '../contract/index.ts';
import type { Language, Phrase } from '../kernel/errors.ts';

/** A moment as the clocks on the wall of a time zone show it. */
export interface WallTime {
  /** `2026-11-26`. */
  readonly day: string;
  /** 1 is Monday. */
  readonly weekday: number;
  /** `09:05`. */
  readonly time: string;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Making one takes longer than using it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const before = formats.get(timeZone);
  if (before) return before;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** Whether there is a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks show there at `now`, ms epoch. */
export function wallTime(now: number, timeZone: string): WallTime {
  const parts = formatOf(timeZone).formatToParts(now);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    day: `${of('year')}-${of('month')}-${of('day')}`,
    weekday: WEEKDAYS.indexOf(of('weekday')) + 1,
    time: `${of('hour')}:${of('minute')}`,
  };
}

/** Whether a moment is within the hours; hours over midnight belong to the day on which they begin. */
export function isWithin(hours: TollHours, { weekday, time }: WallTime): boolean {
  const { days, from, to } = hours;
  const isDay = days.includes(weekday);
  if (from < to) return isDay && time >= from && time < to;
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  return (isDay && time >= from) || (days.includes(dayBefore) && time < to);
}

/** `пн, вт 09:00–18:00 (Europe/Moscow)`. */
export function hoursInWords(hours: TollHours, timeZone: string): Phrase {
  const inWords = (language: Language) => {
    const day = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
    // 5 January 2026 was a Monday
    const days = hours.days
      .toSorted((a, b) => a - b)
      .map((one) => day.format(Date.UTC(2026, 0, 4 + one)));
    return `${days.join(', ')} ${hours.from}–${hours.to} (${timeZone})`;
  };
  return { ru: inWords('ru'), en: inWords('en') };
}
