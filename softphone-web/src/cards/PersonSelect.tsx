import { NativeSelect } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';
import { visible } from '../ui/visible.ts';
import { useParts } from './parts.tsx';
import { useColleagues } from './presence.ts';

/** One of the people who work here, the reader first; `nobody`: it may be none. */
export function PersonSelect(props: {
  label: string;
  value: string | null;
  choose: (userId: string | null) => void;
  nobody?: string;
  error?: string | undefined;
}) {
  const { t } = useSpeech();
  const { user } = useParts();
  const { value, nobody } = props;
  const colleagues = useColleagues().flatMap(({ userId, name }) =>
    userId === null || userId === user.id ? [] : [[userId, visible(name)] as const],
  );
  const people = new Map([[user.id, t.work.me], ...colleagues]);
  // somebody of whom the reader is told nothing stays chosen
  if (value !== null && !people.has(value)) people.set(value, t.work.somebodyElse);
  return (
    <NativeSelect
      label={props.label}
      value={value ?? ''}
      onChange={({ currentTarget }) => props.choose(currentTarget.value || null)}
      error={props.error}
      data={[
        ...(nobody === undefined ? [] : [{ value: '', label: nobody }]),
        ...[...people].map(([id, label]) => ({ value: id, label })),
      ]}
    />
  );
}
