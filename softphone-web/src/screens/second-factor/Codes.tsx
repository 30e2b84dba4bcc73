import { Alert, Button, Group } from '@mantine/core';
import { CopyText } from '../../cards/CopyText.tsx';
import { useSpeech } from '../../text/language.tsx';
import classes from './SecondFactor.module.css';

/** The recovery codes, this once. */
export function Codes({ codes, done }: { codes: readonly string[]; done: () => void }) {
  const { t } = useSpeech();
  return (
    <div className={classes.form}>
      <Alert color="bell">{t.secondFactor.codesHint}</Alert>
      <ol className={classes.codes} aria-label={t.secondFactor.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="xs">
        <CopyText text={codes.join('\n')} variant="light" />
        <Button onClick={done}>{t.secondFactor.kept}</Button>
      </Group>
    </div>
  );
}
