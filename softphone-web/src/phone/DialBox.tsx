import { Button, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { numberIn } from '../text/number-in.ts';
import { isTyping } from '../ui/is-typing.ts';
import classes from './DialBox.module.css';
import type { Suggestion } from './suggestion.ts';
import { SuggestionRow } from './SuggestionRow.tsx';
import { useSuggestions } from './use-suggestions.ts';

/** A number in any form, or a name: Enter calls it. Who fits is offered below. Enter in the empty box brings back the last one. */
export function DialBox(props: {
  dial: (number: string) => Promise<void>;
  suggest: (text: string) => Promise<readonly Suggestion[]>;
}) {
  const { t } = useSpeech();
  const [last, setLast] = useState('');
  const [text, setText] = useState('');
  const { fitting: offered, nobody } = useSuggestions(text, props.suggest);
  const isNumber = !/\p{L}/u.test(text);
  const isNobody = nobody && !isNumber;
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  usePastedNumber(setText);

  function call(target: string) {
    if (!target.trim()) return;
    void props.dial(target.trim());
    setLast(target.trim());
    setText('');
    box.closeDropdown();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) setText(last);
    else if (isNumber) call(text);
    else if (offered[0]) call(offered[0].number);
  }

  return (
    <search className={classes.dial}>
      <form onSubmit={submit} className={classes.form}>
        <Combobox store={box} onOptionSubmit={call} width={420} position="bottom-start">
          <Combobox.Target>
            <TextInput
              id="dial"
              className={classes.input}
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value);
                box.openDropdown();
                box.resetSelectedOption();
              }}
              onPaste={(event) => {
                // A number among words is taken out of them; into what one has typed already all goes as it is.
                const number = numberIn(event.clipboardData.getData('text'));
                const { selectionStart, selectionEnd } = event.currentTarget;
                const isWhole = selectionStart === 0 && selectionEnd === text.length;
                if (number === null || !isWhole) return;
                event.preventDefault();
                setText(number);
              }}
              onFocus={() => offered.length > 0 && box.openDropdown()}
              onBlur={() => box.closeDropdown()}
              placeholder={t.phone.dialPlaceholder}
              aria-label={t.phone.dial}
              autoComplete="off"
              spellCheck={false}
              maxLength={64}
              inputMode="text"
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={offered.length === 0 && !isNobody} maw="94vw">
            <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={t.phone.dial}>
              {isNobody && <Combobox.Empty role="status">{t.phone.nobodyFits}</Combobox.Empty>}
              {offered.map((one, index) => (
                <Combobox.Option key={one.id} value={one.number}>
                  <SuggestionRow one={one} first={index === 0 && !isNumber} />
                </Combobox.Option>
              ))}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
        <Button
          type="submit"
          disabled={text.trim() ? !isNumber && offered.length === 0 : last === ''}
          leftSection={<IconPhone size={18} aria-hidden />}
        >
          {!text.trim() && last ? t.phone.redial : t.phone.call}
        </Button>
      </form>
    </search>
  );
}

/** Ctrl+V anywhere but in a field puts the number that was copied into the dial box. */
function usePastedNumber(take: (number: string) => void): void {
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      const number = isTyping(event.target)
        ? null
        : numberIn(event.clipboardData?.getData('text') ?? '');
      if (number === null) return;
      event.preventDefault();
      take(number);
      document.getElementById('dial')?.focus();
    };
    window.addEventListener('paste', pasted);
    return () => window.removeEventListener('paste', pasted);
  }, [take]);
}
