import {
  Button,
  CloseButton,
  Group,
  NativeSelect,
  Skeleton,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { Direction, Disposition } from '@perezvon/cti-server/contract';
import { useState } from 'react';
import { MoreButton } from './MoreButton.tsx';
import { useSpeech } from '../text/language.tsx';
import { Empty, Failure } from '../ui/Troubles.tsx';
import { CallRow } from './CallRow.tsx';
import { type CallFilter, EVERY_CALL } from './call-list.ts';
import { useCalls } from './calls-query.ts';
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
        <TextInput
          id="search"
          className={classes.search}
          leftSection={<IconSearch size={17} aria-hidden />}
          placeholder={t.recent.search}
          aria-label={t.recent.search}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maxLength={100}
          rightSection={
            typed && (
              <CloseButton size="sm" aria-label={t.recent.clear} onClick={() => setTyped('')} />
            )
          }
        />
        <Choices choice={choice} change={setChoice} />
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
        data={[{ value: '', label: t.recent.anyDirection }, ...options(t.call.directions)]}
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
        data={[
          { value: '', label: t.recent.anyResult },
          { value: 'missed', label: t.recent.missed },
          ...options(t.call.dispositions).filter((option) => option.value !== 'abandoned'),
        ]}
      />
    </Group>
  );
}

function options(words: Record<string, string>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

/** Calls of one filter: loading, failed, empty or the rows, page by page. */
function CallTable(props: { filter: CallFilter; filtered: boolean; clear?: () => void }) {
  const { t } = useSpeech();
  const calls = useCalls(props.filter);
  if (calls.isPending) return <Waiting />;
  if (calls.isError && !calls.data) {
    const again = { label: t.app.retry, act: () => void calls.refetch() };
    return <Failure text={t.recent.failed} again={again} />;
  }
  const items = calls.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Empty text={props.filtered ? t.recent.nothing : t.recent.empty}>
        {props.filtered && props.clear && (
          <Button variant="default" size="sm" onClick={props.clear}>
            {t.recent.clear}
          </Button>
        )}
      </Empty>
    );
  }
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>{t.recent.direction}</VisuallyHidden>
            </th>
            <th scope="col">{t.recent.who}</th>
            <th scope="col">{t.recent.result}</th>
            <th scope="col">{t.recent.when}</th>
            <th scope="col">{t.call.recording}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </tbody>
      </table>
      <div className={classes.more}>
        {calls.isError && <Failure text={t.recent.failed} />}
        {calls.hasNextPage ? (
          <MoreButton list={calls} />
        ) : (
          <span className="quiet">{t.recent.end(items.length)}</span>
        )}
      </div>
    </>
  );
}

function Waiting() {
  const { t } = useSpeech();
  return (
    <div role="status" aria-label={t.app.loading} className={classes.waiting}>
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={40} radius="md" />
      ))}
    </div>
  );
}
