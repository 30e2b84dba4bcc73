import type { TollRulesEntry, User } from '@perezvon/cti-server/contract';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { peopleText } from '../../cards/PeopleSelect.tsx';
import type { Meanwhile } from '../../cards/use-versioned.ts';
import { useSpeech } from '../../text/language.tsx';
import { dayName } from './HoursFields.tsx';

/** What somebody else changed in rules for outside calls. */
export function RulesMeanwhile(props: {
  meanwhile: Meanwhile<TollRulesEntry> | null;
  users: readonly User[];
}) {
  const { t, language } = useSpeech();
  const { name, users, roles, home, unreadable, countries, allowed, denied } = t.tolls;
  const { days: hours, atOnce, perMinute, perDay } = t.tolls;
  const where = { home, unreadable, countries, allowed, denied };
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return (
    <ChangedMeanwhile
      meanwhile={props.meanwhile}
      labels={{ name, users, roles, ...where, hours, atOnce, perMinute, perDay }}
      texts={{
        users: peopleText(props.users),
        roles: (which) => which.map((role) => t.users.roles[role]).join(', '),
        countries: (codes) => codes.map((code) => names.of(code) ?? code).join(', '),
        hours: (when) =>
          when
            ? `${when.days.map((day) => dayName(language, day)).join(', ')} ${when.from}–${when.to}`
            : t.tolls.anyTime,
      }}
    />
  );
}
