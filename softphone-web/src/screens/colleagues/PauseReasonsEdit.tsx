import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { VersionedReasons } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { useParts } from '../../cards/parts.tsx';
import { REASONS } from '../../cards/presence.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { useVersioned } from '../../cards/use-versioned.ts';
import { useSpeech } from '../../text/language.tsx';
import { GrowingText } from '../../ui/GrowingText.tsx';
import classes from './PauseReasonsEdit.module.css';

/** The reasons to pause, one a line; for administrators. */
export function PauseReasonsEdit() {
  const { t } = useSpeech();
  const [opened, setOpened] = useState(false);
  const { api } = useParts();
  const reasons = useQuery({
    queryKey: REASONS,
    queryFn: () => api.pauseReasons(),
    enabled: opened,
  });
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

/** One reason a line, as it is typed. */
interface Written {
  readonly items: readonly string[];
}

function Form({ before, close }: { before: VersionedReasons; close: () => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const { form, set, meanwhile, replace } = useVersioned<VersionedReasons, Written>({
    thing: before,
    formOf: (one) => ({ items: one?.items ?? [] }),
    read: () =>
      queries.fetchQuery({ queryKey: REASONS, queryFn: () => api.pauseReasons(), staleTime: 0 }),
  });
  const { busy, save } = useSaving();
  const items = [...new Set(form.items.map((line) => line.trim()))].filter(Boolean);

  async function send(seen: VersionedReasons | null): Promise<void> {
    await api.savePauseReasons(seen ?? before, items);
    await queries.invalidateQueries({ queryKey: REASONS });
    close();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    // what is wrong with them is in no field of its own
    void save(
      () => replace(send),
      () => false,
    );
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <GrowingText
        label={t.colleagues.reasons}
        description={t.colleagues.reasonsHint}
        minRows={3}
        maxRows={12}
        value={form.items.join('\n')}
        onChange={(event) => set({ items: event.currentTarget.value.split('\n') })}
      />
      <ChangedMeanwhile meanwhile={meanwhile} labels={{ items: t.colleagues.reasons }} />
      <div className={classes.acts}>
        <Button type="submit" loading={busy} disabled={items.length === 0}>
          {t.app.save}
        </Button>
        <Button variant="default" onClick={close}>
          {t.app.cancel}
        </Button>
      </div>
    </form>
  );
}
