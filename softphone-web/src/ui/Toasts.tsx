import { Button, Group } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import classes from './Toasts.module.css';

/** Where short messages appear. */
export function Toasts() {
  return (
    <Notifications
      position="bottom-left"
      limit={3}
      zIndex={1000}
      classNames={{ root: classes.toasts ?? '' }}
    />
  );
}

/** Says shortly that something is done. */
export function toast(message: string): void {
  notifications.show({ message, autoClose: 2500 });
}

/** The same with a way back, for ten seconds. */
export function toastUndo(message: string, undo: { word: string; act: () => void }): void {
  const act = () => {
    notifications.hide(id);
    undo.act();
  };
  const id = notifications.show({
    autoClose: 10_000,
    message: (
      <Group justify="space-between" gap="xs">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="light"
          onClick={act}
          title="Ctrl+Z"
          aria-keyshortcuts="Control+Z"
          data-undo
        >
          {undo.word}
        </Button>
      </Group>
    ),
  });
}

/** Takes back what the newest short message offers to take back. */
export function undoLast(): void {
  [...document.querySelectorAll<HTMLElement>('[data-undo]')].at(-1)?.click();
}

/** Says that something failed; stays until read, or until what it gives is called. */
export function toastFailure(message: string): () => void {
  const id = notifications.show({ message, color: 'red', autoClose: 10_000, role: 'alert' });
  return () => void notifications.hide(id);
}
