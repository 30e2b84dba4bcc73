import { ActionIcon, Button, Combobox, Popover, TextInput, useCombobox } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { takeFocus } from '../ui/take-focus.ts';
import type { Suggestion } from './suggestion.ts';
import { SuggestionRow } from './SuggestionRow.tsx';
import classes from './TransferPicker.module.css';
import { useSuggestions } from './use-suggestions.ts';

/**
 * Where a call is sent on to: a colleague, a queue, a contact or any number, found by name or number. Enter asks there
 * first, Ctrl+Enter sends it on at once: the one whom the arrows marked, else the first that fits.
 */
export function TransferPicker(props: {
  opened: boolean;
  setOpened: (opened: boolean) => void;
  suggest: (text: string) => Promise<readonly Suggestion[]>;
  transfer: (number: string) => void;
  /** Null where there is no line to ask on. */
  consult: ((number: string) => void) | null;
}) {
  const { t } = useSpeech();
  const { opened, setOpened, consult } = props;
  const word = `${t.phone.transfer} (Alt+R)`;
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withArrow position="bottom" returnFocus>
      <Popover.Target>
        <ActionIcon
          size="lg"
          variant={opened ? 'filled' : 'default'}
          onClick={() => setOpened(!opened)}
          aria-label={t.phone.transfer}
          aria-keyshortcuts="Alt+R"
          title={word}
        >
          <IconPhoneOutgoing size={20} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.phone.transfer}>
        <Target
          suggest={props.suggest}
          transfer={(number) => {
            setOpened(false);
            props.transfer(number);
          }}
          consult={
            consult &&
            ((number) => {
              setOpened(false);
              consult(number);
            })
          }
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Target(props: {
  suggest: (text: string) => Promise<readonly Suggestion[]>;
  transfer: (number: string) => void;
  consult: ((number: string) => void) | null;
}) {
  const { t } = useSpeech();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const { fitting, nobody } = useSuggestions(text, props.suggest);
  const offered = fitting.filter(({ kind }) => kind !== 'pickup');
  const box = useCombobox();
  const isNumber = !/\p{L}/u.test(text);
  const typed = isNumber ? text.trim() : (offered[0]?.number ?? '');
  const number = chosen ?? typed;

  function pressed(event: KeyboardEvent) {
    if (event.key !== 'Enter') return;
    const marked = chosen === null ? offered[box.getSelectedOptionIndex()]?.number : undefined;
    const to = marked ?? number;
    if (!to) return;
    event.preventDefault();
    // else the box would take it as a choice
    box.resetSelectedOption();
    if (event.ctrlKey || !props.consult) props.transfer(to);
    else props.consult(to);
  }

  return (
    <div className={classes.picker}>
      <Combobox
        store={box}
        onOptionSubmit={(id) => {
          const one = offered.find((other) => other.id === id);
          if (!one) return;
          setChosen(one.number);
          setText(one.name);
          box.resetSelectedOption();
        }}
      >
        <Combobox.EventsTarget>
          <TextInput
            ref={takeFocus}
            data-autofocus
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setChosen(null);
              box.resetSelectedOption();
            }}
            onKeyDown={pressed}
            label={t.phone.transferTo}
            placeholder={t.phone.dialPlaceholder}
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
          />
        </Combobox.EventsTarget>
        <Combobox.Options className={classes.options} aria-label={t.phone.transferTo}>
          {chosen === null &&
            offered.map((one, index) => (
              <Combobox.Option key={one.id} value={one.id}>
                <SuggestionRow one={one} first={index === 0 && !isNumber} />
              </Combobox.Option>
            ))}
        </Combobox.Options>
      </Combobox>
      {nobody && !isNumber && chosen === null && (
        <p className="quiet" role="status">
          {t.phone.nobodyFits}
        </p>
      )}
      <div className={classes.acts}>
        {props.consult && (
          <Button
            disabled={!number}
            onClick={() => props.consult?.(number)}
            title="Enter"
            aria-keyshortcuts="Enter"
          >
            {t.phone.askFirst}
          </Button>
        )}
        <Button
          variant={props.consult ? 'default' : 'filled'}
          disabled={!number}
          onClick={() => props.transfer(number)}
          title="Ctrl+Enter"
          aria-keyshortcuts="Control+Enter"
        >
          {t.phone.transferNow}
        </Button>
      </div>
    </div>
  );
}
