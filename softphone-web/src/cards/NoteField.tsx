import { Input } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { useEffect, useId, useMemo, useSyncExternalStore } from 'react';
import { useSpeech } from '../text/language.tsx';
import { GrowingText } from '../ui/GrowingText.tsx';
import classes from './NoteField.module.css';
import type { SavedNote } from './kept-draft.ts';
import { createNoteDraft } from './note-draft.ts';
import { useParts } from './parts.tsx';

/** The note of a call: saved as it is typed, and says so. Give it `key={call.id}`. */
export function NoteField(props: {
  call: CallView;
  /** Called at each key: whoever shows the card knows that it is in use. */
  typed?: () => void;
  id?: string;
  minRows?: number;
}) {
  const { t } = useSpeech();
  const { api, user } = useParts();
  const { id: callId, note, noteVersion } = props.call;
  const ownId = useId();
  const id = props.id ?? ownId;
  const draft = useMemo(
    () =>
      createNoteDraft({
        callId,
        userId: user.id,
        note: { text: note, version: noteVersion },
        save: api.saveNote,
        read: (id) => api.call(id).then(noteOf),
        storage: sessionStorage,
      }),
    // The first text only: later ones come by adopt().
    // oxlint-disable-next-line react/exhaustive-deps
    [callId, user.id, api],
  );
  const { text, state, joined } = useSyncExternalStore(draft.subscribe, draft.view);
  useEffect(() => draft.adopt({ text: note, version: noteVersion }), [draft, note, noteVersion]);
  useEffect(() => {
    const hidden = () => document.visibilityState === 'hidden' && draft.flush();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      draft.flush();
    };
  }, [draft]);
  return (
    <div>
      <div className={classes.head}>
        <Input.Label htmlFor={id}>{t.call.note}</Input.Label>
        <span className={classes.state} data-state={state} role="status">
          {state === 'saved' && text === '' ? '' : t.call.noteStates[state]}
        </span>
      </div>
      <GrowingText
        id={id}
        placeholder={t.call.notePlaceholder}
        value={text}
        onChange={(event) => {
          draft.type(event.currentTarget.value);
          props.typed?.();
        }}
        onBlur={draft.flush}
        maxLength={10_000}
        minRows={props.minRows ?? 2}
        maxRows={12}
      />
      {joined && (
        <p className={classes.joined} role="status">
          {t.call.noteJoined}
        </p>
      )}
    </div>
  );
}

function noteOf({ note, noteVersion }: CallView): SavedNote {
  return { text: note, version: noteVersion };
}
