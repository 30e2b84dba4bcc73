import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLocation } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { inOtherLayout } from '../text/other-layout.ts';
import type { Act } from './acts.ts';
import { takeFocus } from '../ui/take-focus.ts';
import classes from './Palette.module.css';
import { historyOf } from './history-filter.ts';
import { type PaletteGroup, type PaletteOption, paletteGroups } from './palette-options.ts';
import { PaletteLine } from './PaletteLine.tsx';
import { useParts } from './parts.tsx';

/** Pause after the last key before people are searched, ms. */
const SEARCH_AFTER_MS = 120;
/** Fewer characters fit too many. */
const SHORTEST = 2;

/**
 * People, numbers, acts and screens by typing; a combobox with a list (ARIA APG): the focus stays in the field, the
 * arrows mark a line, Enter takes it.
 */
export function Palette(props: { acts: readonly Act[]; close: () => void }) {
  const { t } = useSpeech();
  const [before] = useState(() => document.activeElement);
  const close = () => {
    flushSync(props.close);
    if (before instanceof HTMLElement) before.focus();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t.palette.title}
      size="lg"
      closeButtonProps={{ 'aria-label': t.app.close }}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Search acts={props.acts} close={close} />
    </Modal>
  );
}

function Search({ acts, close }: { acts: readonly Act[]; close: () => void }) {
  const { t } = useSpeech();
  const list = useId();
  const [text, setText] = useState('');
  // by its id: people who are found a moment later must not come under a finger that is on its way
  const [marked, setMarked] = useState<string | null>(null);
  const { people, state } = usePeople(text.trim());
  const groups = paletteGroups(text, { acts, people });
  const options = groups.flatMap((group) => group.options);
  const at = Math.max(
    options.findIndex(({ id }) => id === marked),
    Math.min(0, options.length - 1),
  );
  const take = useTake(close);
  const idOf = (option: PaletteOption) => `${list}-${option.id}`;
  const current = options[at];
  const currentId = current && idOf(current);
  useEffect(() => {
    if (currentId) document.getElementById(currentId)?.scrollIntoView({ block: 'nearest' });
  }, [currentId]);

  function key(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const to = target(event.key, { at, count: options.length });
    if (to !== null) setMarked(options[to]?.id ?? null);
    else if (event.key === 'Enter' && current) take(current);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <input
        className={classes.field}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={currentId}
        aria-autocomplete="list"
        aria-label={t.palette.placeholder}
        placeholder={t.palette.placeholder}
        value={text}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setText(typed);
          setMarked(paletteGroups(typed, { acts, people })[0]?.options[0]?.id ?? null);
        }}
        onKeyDown={key}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        ref={takeFocus}
        data-autofocus
      />
      <div id={list} role="listbox" aria-label={t.palette.title} className={classes.list}>
        {groups.map((group) => (
          <Lines key={group.name} group={group} current={currentId} idOf={idOf} take={take} />
        ))}
      </div>
      <p className={classes.state} role="status">
        {state === 'failed' ? t.palette.failed : options.length === 0 ? t.palette.nothing : ''}
      </p>
    </>
  );
}

function Lines(props: {
  group: PaletteGroup;
  current: string | undefined;
  idOf: (option: PaletteOption) => string;
  take: (option: PaletteOption) => void;
}) {
  const { t } = useSpeech();
  const heading = useId();
  const { group } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options within a listbox has no element of its own
    <div role="group" aria-labelledby={heading}>
      <div id={heading} className={classes.heading} role="presentation">
        {t.palette.groups[group.name]}
      </div>
      {group.options.map((option) => (
        <PaletteLine
          key={option.id}
          option={option}
          id={props.idOf(option)}
          isMarked={props.idOf(option) === props.current}
          take={() => props.take(option)}
        />
      ))}
    </div>
  );
}

/** Where a key leads in the list; null: nowhere. */
function target(key: string, { at, count }: { at: number; count: number }): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'PageDown':
      return Math.min(at + 8, count - 1);
    case 'PageUp':
      return Math.max(at - 8, 0);
    default:
      return null;
  }
}

function useTake(close: () => void): (option: PaletteOption) => void {
  const { dial } = useParts();
  const [, go] = useLocation();
  return (option) => {
    // First: the focus goes back to where it was, and an act may move it on from there.
    close();
    if (option.kind === 'call') void dial(option.number);
    else if (option.kind === 'history') go(historyOf(option.text));
    else if (option.kind === 'contact') go(`/contacts/${option.contact.id}`);
    else option.act.run();
  };
}

/** People by what was typed; where nobody has that name, by what the same keys write on the other layout. */
function usePeople(text: string) {
  const { api } = useParts();
  const [wanted] = useDebouncedValue(text, SEARCH_AFTER_MS);
  const found = useQuery({
    queryKey: ['contacts', 'palette', wanted],
    enabled: wanted.length >= SHORTEST,
    queryFn: async () => {
      const { items } = await api.contacts(wanted, null);
      if (items.length > 0 || !/\p{L}/u.test(wanted)) return items;
      return (await api.contacts(inOtherLayout(wanted), null)).items;
    },
    // What was found for a beginning of the text stays until better is known: no flicker while typing.
    placeholderData: (before) => before,
  });
  const people = text.length >= SHORTEST ? (found.data ?? []) : [];
  return { people, state: found.isError ? 'failed' : 'fine' } as const;
}
