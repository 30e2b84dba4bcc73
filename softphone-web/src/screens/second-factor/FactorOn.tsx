import { Button, TextInput } from '@mantine/core';
import type { SecondFactor } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import classes from './SecondFactor.module.css';
import { useSent } from './use-sent.ts';

/** It is on: what is left of the recovery codes, and the way to turn it off. */
export function FactorOn({ factor }: { factor: SecondFactor }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const form = useSent('code', async (code) => {
    await api.endSecondFactor(code);
    await queries.invalidateQueries({ queryKey: ['second-factor'] });
  });
  return (
    <form onSubmit={form.submit} className={classes.form}>
      <p>
        <strong>{t.secondFactor.isOn}</strong> {t.secondFactor.left(factor.recoveryLeft)}
      </p>
      <TextInput
        label={t.secondFactor.codeOrRecovery}
        description={t.secondFactor.offHint}
        error={form.wrong}
        value={form.text}
        onChange={(event) => form.type(event.currentTarget.value)}
        autoComplete="one-time-code"
        maxLength={64}
      />
      <Button
        type="submit"
        variant="light"
        color="red"
        loading={form.busy}
        disabled={!form.text.trim()}
      >
        {t.secondFactor.turnOff}
      </Button>
    </form>
  );
}
