import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import type { SavedFilter } from '@perezvon/cti-server/contract';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { CallFilter } from '../../cards/call-list.ts';
import { addressOf, filterIn } from '../../cards/history-filter.ts';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import classes from './SavedFilters.module.css';

const KEY = ['filters'];

/** Filters that one keeps under a name: shown again, replaced, removed. */
export function SavedFilters(props: { filter: CallFilter; show: (filter: CallFilter) => void }) {
  const { t } = useSpeech();
  const { api, tellDone, tellFailure } = useParts();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const saved = useQuery({ queryKey: KEY, queryFn: () => api.filters(), enabled: opened });
  const query = addressOf(props.filter);

  async function change(act: Promise<unknown>, done?: string): Promise<void> {
    try {
      await act;
      if (done) tellDone(done);
    } catch (error) {
      tellFailure(error);
    }
    await queries.invalidateQueries({ queryKey: KEY });
  }

  function save(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === '') return;
    void change(api.saveFilter({ name: name.trim(), query }), t.history.wasSaved);
    setName('');
  }

  function show({ query: kept }: SavedFilter): void {
    props.show(filterIn(kept));
    setOpened(false);
  }

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={300}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={18} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {t.history.saved}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className={rows.list}>
          {saved.data?.map((one) => (
            <li key={one.id} className={classes.row}>
              <button type="button" className={classes.name} onClick={() => show(one)}>
                <HostileText text={one.name} />
              </button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t.history.remove(one.name)}
                onClick={() => void change(api.removeFilter(one.id))}
              >
                <IconTrash size={17} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        {query !== '' && (
          <form className={classes.save} onSubmit={save}>
            <TextInput
              label={t.history.name}
              value={name}
              maxLength={60}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" disabled={name.trim() === ''}>
              {t.history.save}
            </Button>
          </form>
        )}
        {query === '' && saved.data?.length === 0 && <p className="quiet">{t.history.noSaved}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}
