import { Alert, Button, Group } from '@mantine/core';
import { CopyText } from '../../cards/CopyText.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';

/** The secret of a webhook, this once. */
export function SecretOnce({ secret, done }: { secret: string; done: () => void }) {
  const { t } = useSpeech();
  return (
    <Plate label={t.webhooks.secret}>
      <div className={rows.form}>
        <h1 className={rows.title}>{t.webhooks.secret}</h1>
        <Alert color="bell">{t.webhooks.once}</Alert>
        <code style={{ overflowWrap: 'anywhere' }}>{secret}</code>
        <Group gap="xs">
          <CopyText text={secret} variant="light" />
          <Button onClick={done}>{t.webhooks.kept}</Button>
        </Group>
      </div>
    </Plate>
  );
}
