import { NativeSelect } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';
import { visible } from '../ui/visible.ts';
import { useParts } from './parts.tsx';
import { useColleagues } from './presence.ts';

/** Those of whom the reader is told, by their ids, the reader first. */
function usePeople(): Map<string, string> {
  const { t } = useSpeech();
  const { user } = useParts();
  const colleagues = useColleagues().flatMap(({ userId, name }) =>
    userId === null || userId === user.id ? [] : [[userId, visible(name)] as const],
  );
  return new Map([[user.id, t.work.me], ...colleagues]);
}

/** Gives how a user is called. */
export function usePersonName(): (userId: string) => string {
  const { t } = useSpeech();
  const people = usePeople();
  return (userId) => people.get(userId) ?? t.work.somebodyElse;
}

/** One of the people who work here, the reader first; `nobody`: it may be none. */
export function PersonSelect(props: {
  label: string;
  value: string | null;
  choose: (userId: string | null) => void;
  nobody?: string;
  error?: string | undefined;
}) {
  const { t } = useSpeech();
  const { value, nobody } = props;
  const people = usePeople();
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
