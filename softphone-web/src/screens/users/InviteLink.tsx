import { TextInput } from '@mantine/core';
import { CopyText } from '../../cards/CopyText.tsx';
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
      <CopyText text={link} />
    </div>
  );
}
