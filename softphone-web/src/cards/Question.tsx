import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSpeech } from '../text/language.tsx';

/** Asks before something is done that no click undoes: Enter does it, Esc leaves it. */
export function Question(props: {
  asked: boolean;
  title: string;
  /** What comes of it. */
  children: ReactNode;
  /** The act, as the button that led here calls it. */
  act: string;
  does: () => void;
  close: () => void;
  busy?: boolean;
  /** Nothing is lost by it. */
  harmless?: boolean;
}) {
  const { t } = useSpeech();
  const { asked, title, children, act, does, close, busy = false, harmless = false } = props;
  return (
    <Modal
      opened={asked}
      onClose={close}
      title={title}
      closeButtonProps={{ 'aria-label': t.app.close }}
    >
      {children}
      <Button {...(harmless ? {} : { color: 'red' })} loading={busy} onClick={does} data-autofocus>
        {act}
      </Button>
    </Modal>
  );
}
