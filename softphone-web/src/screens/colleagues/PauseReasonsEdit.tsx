import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { REASONS, usePauseReasons } from '../../cards/presence.ts';
import { useSpeech } from '../../text/language.tsx';
import { GrowingText } from '../../ui/GrowingText.tsx';
import classes from './PauseReasonsEdit.module.css';

/** The reasons to pause, one a line; for administrators. */
export function PauseReasonsEdit() {
  const { t } = useSpeech();
  const [opened, setOpened] = useState(false);
  const reasons = usePauseReasons(opened);
  if (!opened || !reasons.data) {
    return (
      <Button
        variant="default"
        leftSection={<IconPencil size={18} aria-hidden />}
        loading={opened && reasons.isPending}
        onClick={() => setOpened(true)}
      >
        {t.colleagues.editReasons}
      </Button>
    );
  }
  return <Form before={reasons.data} close={() => setOpened(false)} />;
}

function Form({ before, close }: { before: readonly string[]; close: () => void }) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [text, setText] = useState(before.join('\n'));
  const items = [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      await api.savePauseReasons(items);
      await queries.invalidateQueries({ queryKey: REASONS });
      close();
    } catch (error) {
      tellFailure(error);
    }
  }

  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <GrowingText
        label={t.colleagues.reasons}
        description={t.colleagues.reasonsHint}
        minRows={3}
        maxRows={12}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.acts}>
        <Button type="submit" disabled={items.length === 0}>
          {t.app.save}
        </Button>
        <Button variant="default" onClick={close}>
          {t.app.cancel}
        </Button>
      </div>
    </form>
  );
}
