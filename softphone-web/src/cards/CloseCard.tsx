import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';

/** Puts a card away; the card's own key does, too. */
export function CloseCard({ close }: { close: () => void }) {
  const { t } = useSpeech();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      onClick={close}
      aria-label={t.app.close}
      title={`${t.app.close} (Alt+Z)`}
      data-card-act="written"
      aria-keyshortcuts="Alt+Z"
    >
      <IconX size={18} />
    </ActionIcon>
  );
}
