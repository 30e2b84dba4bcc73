import { ActionIcon, Popover } from '@mantine/core';
import { IconDialpad } from '@tabler/icons-react';
import { useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { takeFocus } from '../ui/take-focus.ts';
import classes from './Keypad.module.css';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** DTMF by click, or by typing while the pad is open. */
export function Keypad({ send }: { send: (tone: string) => void }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState('');
  const press = (tone: string) => {
    send(tone);
    setSent((before) => (before + tone).slice(-24));
  };
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withArrow position="bottom" returnFocus>
      <Popover.Target>
        <ActionIcon
          size="lg"
          variant="default"
          data-call-act="keypad"
          onClick={() => setOpen(!open)}
          aria-label={t.phone.keypad}
          title={`${t.phone.keypad} (Alt+Y)`}
          aria-keyshortcuts="Alt+Y"
        >
          <IconDialpad size={20} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.phone.keypad}>
        <div
          className={classes.pad}
          ref={takeFocus}
          // not a key of the pad: Enter would send that one
          tabIndex={-1}
          data-autofocus
          role="group"
          aria-label={t.phone.keypad}
          onKeyDown={(event) => {
            if (/^[0-9*#]$/.test(event.key)) press(event.key);
          }}
        >
          <output className={classes.sent}>{sent || '\u00a0'}</output>
          {KEYS.map((key) => (
            <button key={key} type="button" className={classes.key} onClick={() => press(key)}>
              {key}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
