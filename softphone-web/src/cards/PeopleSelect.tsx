import { MultiSelect } from '@mantine/core';
import type { User } from '@perezvon/cti-server/contract';
import { useSpeech } from '../text/language.tsx';
import { visible } from '../ui/visible.ts';

/** Some of the people who work here, by their ids. */
export function PeopleSelect(props: {
  label: string;
  hint: string;
  users: readonly User[];
  value: string[];
  choose: (ids: string[]) => void;
  error: string | undefined;
}) {
  const { t } = useSpeech();
  const { label, hint, users, value } = props;
  const offered = users.filter(({ id, disabled }) => !disabled || value.includes(id));
  return (
    <MultiSelect
      label={label}
      description={hint}
      error={props.error}
      data={offered.map((user) => ({ value: user.id, label: nameOf(user) }))}
      value={value}
      onChange={props.choose}
      placeholder={value.length === 0 ? t.teams.find : ''}
      nothingFoundMessage={t.teams.nobody}
      searchable
      hidePickedOptions
    />
  );
}

/** Gives how users are called, by their ids. */
export function peopleText(users: readonly User[]): (ids: readonly string[]) => string {
  return (ids) =>
    users
      .filter(({ id }) => ids.includes(id))
      .map(nameOf)
      .join(', ');
}

/** Two people may have one name; a login is one person's. */
export function nameOf({ name, login }: User): string {
  return visible(name && name !== login ? `${name} (${login})` : login);
}
