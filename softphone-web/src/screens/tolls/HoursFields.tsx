import { Checkbox, Group, Input, TextInput } from '@mantine/core';
import type { TollHours } from '@perezvon/cti-server/contract';
import { useSpeech } from '../../text/language.tsx';

const WORKING: TollHours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

/** A day of the week, short; 1 is Monday. */
export function dayName(language: string, day: number): string {
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  // 5 January 2026 was a Monday
  return weekday.format(Date.UTC(2026, 0, 4 + day));
}

/** When outside calls are allowed: at any time, or on some days between two times. */
export function HoursFields(props: {
  hours: TollHours | null;
  set: (hours: TollHours | null) => void;
  error: string | undefined;
}) {
  const { t, language } = useSpeech();
  const { hours, set, error } = props;
  return (
    <>
      <Checkbox
        label={t.tolls.anyTime}
        checked={hours === null}
        onChange={(event) => set(event.currentTarget.checked ? null : WORKING)}
      />
      {hours && (
        <>
          <Checkbox.Group
            label={t.tolls.days}
            value={hours.days.map(String)}
            onChange={(days) => set({ ...hours, days: days.map(Number).sort((a, b) => a - b) })}
          >
            <Group gap="sm" mt={4}>
              {[1, 2, 3, 4, 5, 6, 7].map((day) => (
                <Checkbox key={day} value={String(day)} label={dayName(language, day)} />
              ))}
            </Group>
          </Checkbox.Group>
          <Group grow>
            {(['from', 'to'] as const).map((field) => (
              <TextInput
                key={field}
                type="time"
                label={t.tolls[field]}
                value={hours[field]}
                onChange={(event) => set({ ...hours, [field]: event.currentTarget.value })}
                required
              />
            ))}
          </Group>
          {error && <Input.Error>{error}</Input.Error>}
        </>
      )}
    </>
  );
}
