import { Button, CopyButton, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useSpeech } from '../../text/language.tsx';

/** A link that works once, shown once. */
export function InviteLink({ link }: { link: string }) {
  const { t } = useSpeech();
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <p style={{ margin: 0 }}>{t.users.inviteHint}</p>
      <TextInput
        aria-label={t.users.inviteTitle}
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        data-autofocus
      />
      <CopyButton value={link}>
        {({ copied, copy }) => (
          <Button
            onClick={copy}
            leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
          >
            {copied ? t.app.copied : t.app.copy}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
