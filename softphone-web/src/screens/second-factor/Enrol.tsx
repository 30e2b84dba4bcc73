import { Button, PasswordInput, Skeleton, TextInput } from '@mantine/core';
import type { SecondFactorSecret } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import classes from './SecondFactor.module.css';
import { useSent } from './use-sent.ts';

/** Turning it on: the password, then a code of the telephone. */
export function Enrol({ enrolled }: { enrolled: (codes: readonly string[]) => void }) {
  const [made, setMade] = useState<SecondFactorSecret | null>(null);
  return made ? <Prove made={made} enrolled={enrolled} /> : <Begin begun={setMade} />;
}

function Begin({ begun }: { begun: (made: SecondFactorSecret) => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const form = useSent('password', async (password) =>
    begun(await api.beginSecondFactor(password)),
  );
  return (
    <form onSubmit={form.submit} className={classes.form}>
      <PasswordInput
        label={t.secondFactor.password}
        error={form.wrong}
        value={form.text}
        onChange={(event) => form.type(event.currentTarget.value)}
        autoComplete="current-password"
        maxLength={200}
        miw={260}
      />
      <Button type="submit" loading={form.busy} disabled={!form.text}>
        {t.secondFactor.turnOn}
      </Button>
    </form>
  );
}

function Prove(props: { made: SecondFactorSecret; enrolled: (codes: readonly string[]) => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const { secret, uri } = props.made;
  const form = useSent('code', async (code) => {
    const codes = await api.proveSecondFactor(code);
    props.enrolled(codes);
    await queries.invalidateQueries({ queryKey: ['second-factor'] });
  });
  return (
    <form onSubmit={form.submit} className={classes.form}>
      <p>{t.secondFactor.scan}</p>
      <QrCode text={uri} />
      <p>
        {t.secondFactor.byHand} <span className={classes.secret}>{secret}</span>
      </p>
      <TextInput
        label={t.secondFactor.code}
        error={form.wrong}
        value={form.text}
        onChange={(event) => form.type(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={64}
        autoFocus
      />
      <Button type="submit" loading={form.busy} disabled={!form.text.trim()}>
        {t.secondFactor.confirm}
      </Button>
    </form>
  );
}

/** Its code is loaded when it is needed. */
function QrCode({ text }: { text: string }) {
  const { t } = useSpeech();
  const picture = useQuery({
    queryKey: ['qr', text],
    queryFn: async () => {
      const { toString } = await import('qrcode');
      const svg = await toString(text, { type: 'svg', margin: 0 });
      return `data:image/svg+xml,${encodeURIComponent(svg)}`;
    },
    // a secret is kept no longer than it is shown
    gcTime: 0,
    staleTime: Infinity,
  });
  if (!picture.data) return <Skeleton height={208} width={208} />;
  return <img src={picture.data} alt={t.secondFactor.qr} className={classes.qr} />;
}
