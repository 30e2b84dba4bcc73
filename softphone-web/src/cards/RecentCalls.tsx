import { Group, NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import type { Direction, Disposition } from '@perezvon/cti-server/contract';
import { useState } from 'react';
import { Link } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { CallTable } from './CallTable.tsx';
import { type CallFilter, EVERY_CALL } from './call-list.ts';
import { directionOptions, resultOptions } from './call-options.ts';
import classes from './RecentCalls.module.css';

/** The list of calls with its filters; live calls arrive on top by themselves. */
export function RecentCalls() {
  const { t } = useSpeech();
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 250);
  const [choice, setChoice] = useState(EVERY_CALL);
  const filter: CallFilter = { ...choice, text };
  const filtered = text !== '' || choice.direction !== null || choice.result !== null;
  return (
    <section aria-labelledby="recent-title" className={classes.recent}>
      <div className={classes.top}>
        <h2 id="recent-title" className={classes.title}>
          {t.recent.title}
        </h2>
        <SearchField
          className={classes.search}
          label={t.recent.search}
          value={typed}
          change={setTyped}
          clear={t.recent.clear}
        />
        <Choices choice={choice} change={setChoice} />
        <Link href="/calls" className={classes.all ?? ''}>
          <IconHistory size={17} stroke={1.8} aria-hidden />
          {t.history.title}
        </Link>
      </div>
      <CallTable
        filter={filter}
        filtered={filtered}
        clear={() => {
          setTyped('');
          setChoice(EVERY_CALL);
        }}
      />
    </section>
  );
}

function Choices(props: { choice: CallFilter; change: (filter: CallFilter) => void }) {
  const { t } = useSpeech();
  const { choice, change } = props;
  return (
    <Group gap="xs" className={classes.choices}>
      <NativeSelect
        aria-label={t.recent.direction}
        value={choice.direction ?? ''}
        onChange={(event) =>
          change({ ...choice, direction: (event.currentTarget.value || null) as Direction | null })
        }
        data={directionOptions(t)}
      />
      <NativeSelect
        aria-label={t.recent.result}
        value={choice.result ?? ''}
        onChange={(event) =>
          change({
            ...choice,
            result: (event.currentTarget.value || null) as Disposition | 'missed' | null,
          })
        }
        data={resultOptions(t)}
      />
    </Group>
  );
}
