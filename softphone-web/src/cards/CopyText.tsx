import { Button, type ButtonProps, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';

/** A button that copies a text, and says so. */
export function CopyText({
  text,
  ...look
}: { text: string } & Pick<ButtonProps, 'size' | 'variant'>) {
  const { t } = useSpeech();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          {...look}
          onClick={copy}
          leftSection={
            copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
          }
        >
          {copied ? t.app.copied : t.app.copy}
        </Button>
      )}
    </CopyButton>
  );
}
