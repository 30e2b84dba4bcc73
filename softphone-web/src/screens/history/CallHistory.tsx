import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type CallFilter, EVERY_CALL } from '../../cards/call-list.ts';
import { directionOptions, resultOptions } from '../../cards/call-options.ts';
import { CallTable } from '../../cards/CallTable.tsx';
import { addressOf, filterIn, queryOf } from '../../cards/history-filter.ts';
import { useOutcomes } from '../../cards/card-query.ts';
import { useParts } from '../../cards/parts.tsx';
import { queueWord, useColleagues, useQueues } from '../../cards/presence.ts';
import { callsFile } from '../../services/api-client.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './CallHistory.module.css';
import { SavedFilters } from './SavedFilters.tsx';

/** All calls by everything that is known of them; the filter stands in the address, so a link has it. */
export function CallHistory() {
  const { t } = useSpeech();
  const { user } = useParts();
  const address = new URLSearchParams(useSearch()).toString();
  const written = useRef(address);
  const [, go] = useLocation();
  const [filter, setFilter] = useState(() => filterIn(address));
  const [settled] = useDebouncedValue(filter, 300);
  const wanted = addressOf(settled);

  useEffect(() => {
    written.current = wanted;
    // what is typed makes no history of its own
    if (wanted !== address) go(here(wanted), { replace: true });
    // oxlint-disable-next-line react/exhaustive-deps -- the address follows the filter
  }, [wanted]);

  useEffect(() => {
    // a link led here, to another filter
    if (address === written.current) return;
    written.current = address;
    setFilter(filterIn(address));
  }, [address]);

  const show = (next: CallFilter) => setFilter(next);
  return (
    <Plate label={t.history.title}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t.history.title}</h1>
        <SavedFilters filter={filter} show={show} />
        {user.mayExport && (
          <Button
            component="a"
            href={callsFile(queryOf(settled))}
            download
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t.history.file}
          </Button>
        )}
      </div>
      <Fields filter={filter} show={show} />
      <CallTable filter={settled} filtered={wanted !== ''} clear={() => show(EVERY_CALL)} />
    </Plate>
  );
}

const here = (address: string) => (address === '' ? '/calls' : `/calls?${address}`);

/** Else a year may have six digits, and whoever types on writes them. */
const LAST_DAY = '9999-12-31';

interface FieldsProps {
  readonly filter: CallFilter;
  readonly show: (filter: CallFilter) => void;
}

function Fields({ filter, show }: FieldsProps) {
  const { t } = useSpeech();
  const { reach } = useParts();
  const text = (key: 'text' | 'note' | 'from' | 'to') => ({
    value: filter[key],
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      show({ ...filter, [key]: event.currentTarget.value }),
  });
  const seconds = (key: 'talkFrom' | 'talkTo') => ({
    type: 'number',
    min: 0,
    max: 99_999,
    value: filter[key] ?? '',
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      show({ ...filter, [key]: /^\d{1,5}$/.test(value) ? Number(value) : null });
    },
  });
  return (
    <div className={classes.fields} role="search">
      <TextInput
        id="search"
        label={t.history.who}
        leftSection={<IconSearch size={17} aria-hidden />}
        maxLength={100}
        {...text('text')}
      />
      <NativeSelect
        label={t.recent.direction}
        value={filter.direction ?? ''}
        onChange={({ currentTarget }) =>
          show({ ...filter, direction: (currentTarget.value || null) as CallFilter['direction'] })
        }
        data={directionOptions(t)}
      />
      <NativeSelect
        label={t.recent.result}
        value={filter.result ?? ''}
        onChange={({ currentTarget }) =>
          show({ ...filter, result: (currentTarget.value || null) as CallFilter['result'] })
        }
        data={resultOptions(t)}
      />
      {reach !== 'own' && <OperatorField filter={filter} show={show} />}
      <QueueField filter={filter} show={show} />
      <OutcomeChoice filter={filter} show={show} />
      <TextInput type="date" max={LAST_DAY} label={t.history.from} {...text('from')} />
      <TextInput type="date" max={LAST_DAY} label={t.history.to} {...text('to')} />
      <TextInput label={t.history.talkFrom} {...seconds('talkFrom')} />
      <TextInput label={t.history.talkTo} {...seconds('talkTo')} />
      <TextInput label={t.history.note} maxLength={100} {...text('note')} />
    </div>
  );
}

function OperatorField({ filter, show }: FieldsProps) {
  const { t } = useSpeech();
  const people = useColleagues().flatMap(({ userId, name }) =>
    userId === null ? [] : [{ value: userId, label: name }],
  );
  return (
    <NativeSelect
      label={t.history.operator}
      value={filter.operator ?? ''}
      onChange={({ currentTarget }) => show({ ...filter, operator: currentTarget.value || null })}
      data={withChosen([{ value: '', label: t.history.anyone }, ...people], filter.operator)}
    />
  );
}

function QueueField({ filter, show }: FieldsProps) {
  const { t } = useSpeech();
  const queues = useQueues().map((one) => ({ value: one.name, label: queueWord(one) }));
  const once = [...new Map(queues.map((one) => [one.value, one])).values()];
  return (
    <NativeSelect
      label={t.history.queue}
      value={filter.queue}
      onChange={({ currentTarget }) => show({ ...filter, queue: currentTarget.value })}
      data={withChosen([{ value: '', label: t.history.anyQueue }, ...once], filter.queue)}
    />
  );
}

function OutcomeChoice({ filter, show }: FieldsProps) {
  const { t } = useSpeech();
  const { offered, nameOf } = useOutcomes();
  const outcomes = offered.map((code) => ({ value: code, label: nameOf(code) }));
  return (
    <NativeSelect
      label={t.outcomes['title']}
      value={filter.outcome}
      onChange={({ currentTarget }) => show({ ...filter, outcome: currentTarget.value })}
      data={withChosen([{ value: '', label: t.history.anyOutcome }, ...outcomes], filter.outcome)}
    />
  );
}

/** What is chosen stays to be seen, also where it is gone from the list. */
function withChosen(options: { value: string; label: string }[], chosen: string | null) {
  if (!chosen || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}
