const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The hour of day at which work of another day begins. */
const MORNING = 10;

/** When something may be due, as one says it. */
export type DuePreset = 'inAnHour' | 'tomorrow' | 'nextWeek';

/** The presets, in order. */
export const DUE_PRESETS: readonly DuePreset[] = ['inAnHour', 'tomorrow', 'nextWeek'];

/** The moment that a preset means now, in the reader's time zone; ms since the epoch. */
export function dueAt(preset: DuePreset, now: number): number {
  if (preset === 'inAnHour') return Math.ceil((now + HOUR) / (5 * MINUTE)) * 5 * MINUTE;
  const day = new Date(now);
  // by the calendar: a day of the change of clocks has 23 or 25 hours
  day.setDate(day.getDate() + (preset === 'tomorrow' ? 1 : 7));
  day.setHours(MORNING, 0, 0, 0);
  return day.getTime();
}

/** A moment as a field of kind `datetime-local` has it, in the reader's time zone. */
export function fieldTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What such a field says, ISO 8601 UTC; null where it is empty. */
export function timeOfField(value: string): string | null {
  const ms = new Date(value).getTime();
  return value === '' || Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
