import { Button, Group } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';

/** How a form ends. `disabled`: what must be filled in is not. */
export function SaveOrCancel(props: { busy: boolean; disabled?: boolean; cancel: () => void }) {
  const { t } = useSpeech();
  const { busy, disabled = false, cancel } = props;
  return (
    <Group gap="xs">
      <Button type="submit" loading={busy} disabled={disabled}>
        {t.app.save}
      </Button>
      <Button variant="subtle" color="gray" onClick={cancel}>
        {t.app.cancel}
      </Button>
    </Group>
  );
}
