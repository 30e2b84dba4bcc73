import { Button, Modal } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useSpeech } from '../text/language.tsx';

/** Asks before something is done that no click undoes: Enter does it, Esc leaves it. */
export function Question(props: {
  asked: boolean;
  title: string;
  /** What comes of it. */
  children: ReactNode;
  /** The act, as the button that led here calls it. */
  act: string;
  /** Does it, and says itself what failed. */
  does: () => Promise<unknown>;
  close: () => void;
  /** Nothing is lost by it. */
  harmless?: boolean;
}) {
  const { t } = useSpeech();
  const { asked, title, children, act, does, close, harmless = false } = props;
  const [busy, setBusy] = useState(false);
  const isDoing = useRef(false);

  async function take(): Promise<void> {
    // a double click is quicker than a button that shows that it is busy
    if (isDoing.current || !asked) return;
    isDoing.current = true;
    setBusy(true);
    await does().catch(() => undefined);
    isDoing.current = false;
    setBusy(false);
  }

  return (
    <Modal
      opened={asked}
      onClose={close}
      title={title}
      closeButtonProps={{ 'aria-label': t.app.close }}
    >
      {children}
      <Button
        {...(harmless ? {} : { color: 'red' })}
        loading={busy}
        onClick={() => void take()}
        data-autofocus
      >
        {act}
      </Button>
    </Modal>
  );
}
