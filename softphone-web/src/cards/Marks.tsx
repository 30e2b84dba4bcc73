import { ActionIcon, Button, TextInput } from '@mantine/core';
import { leads, type RecordingMark } from '@perezvon/cti-server/contract';
import { IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { timer } from '../text/time.ts';
import { HostileText } from '../ui/HostileText.tsx';
import { useParts } from './parts.tsx';
import rows from '../ui/rows.module.css';
import classes from './Player.module.css';

/** Notes at moments of a recording: a click goes there. A new one is for the moment at which it was begun. */
export function Marks({
  callId,
  recording,
  at,
  goTo,
  field,
}: {
  callId: string;
  /** Which one of the call's. */
  recording: number;
  /** Where the recording is, s. */
  at: number;
  goTo: (seconds: number) => void;
  field: RefObject<HTMLInputElement | null>;
}) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const key = ['marks', callId];
  const marks = useQuery({ queryKey: key, queryFn: () => api.marks(callId) });
  const own = (marks.data ?? []).filter((one) => one.recording === recording);
  const [text, setText] = useState('');
  const [begun, setBegun] = useState<number | null>(null);
  const atMs = Math.round((begun ?? at) * 1_000);

  async function change(act: Promise<unknown>): Promise<void> {
    await act.catch(tellFailure);
    await queries.invalidateQueries({ queryKey: key });
  }

  function add(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() === '') return;
    void change(api.addMark(callId, { recording, atMs, text: text.trim() }));
    setText('');
    setBegun(null);
  }

  return (
    <div className={classes.marks}>
      {own.length > 0 && (
        <ul className={rows.list} aria-label={t.call.player.marks}>
          {own.map((one) => (
            <Row
              key={one.id}
              mark={one}
              goTo={goTo}
              remove={() => void change(api.removeMark(callId, one.id))}
            />
          ))}
        </ul>
      )}
      <form className={classes.add} onSubmit={add}>
        <TextInput
          ref={field}
          size="xs"
          className={classes.note}
          aria-label={t.call.player.note(timer(atMs))}
          placeholder={t.call.player.note(timer(atMs))}
          maxLength={500}
          value={text}
          onFocus={() => setBegun(begun ?? at)}
          onBlur={() => text === '' && setBegun(null)}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" disabled={text.trim() === ''}>
          {t.call.player.add}
        </Button>
      </form>
    </div>
  );
}

function Row(props: { mark: RecordingMark; goTo: (seconds: number) => void; remove: () => void }) {
  const { t } = useSpeech();
  const { user } = useParts();
  const { atMs, text, userId, userName } = props.mark;
  return (
    <li className={classes.row}>
      <button type="button" className={classes.moment} onClick={() => props.goTo(atMs / 1_000)}>
        <span className="figures">{timer(atMs)}</span>
      </button>
      <span className={classes.text}>
        <HostileText text={text} lines={3} />
        <span className="quiet">
          <HostileText text={userName} />
        </span>
      </span>
      {(userId === user.id || leads(user.role)) && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t.call.player.remove}
          onClick={props.remove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </li>
  );
}
