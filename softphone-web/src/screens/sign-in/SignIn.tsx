import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useSpeech } from '../../text/language.tsx';
import { Doorway } from './Doorway.tsx';

/** Why a sign-in was refused: a sentence, or how long to wait (s) where there were too many attempts. */
export type Refusal =
  | { readonly kind: 'sentence'; readonly text: string }
  | { readonly kind: 'wait'; readonly seconds: number };

/** The sign-in form. `signIn` gives null when it worked, else why it did not. */
export function SignIn(props: {
  notice: string | null;
  signIn: (login: string, password: string) => Promise<Refusal | null>;
}) {
  const { t } = useSpeech();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const wait = useCountdown(refusal);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!login.trim() || !password) {
      setRefusal({ kind: 'sentence', text: t.signIn.needBoth });
      return;
    }
    setBusy(true);
    setRefusal(await props.signIn(login.trim(), password));
    setBusy(false);
  }

  const refused = refusal?.kind === 'sentence' ? refusal.text : wait > 0 && t.signIn.wait(wait);
  return (
    <Doorway title={t.signIn.title}>
      <form onSubmit={submit} style={{ display: 'contents' }} noValidate>
        {props.notice && !refused && <Alert color="bell">{props.notice}</Alert>}
        {refused && (
          <Alert color="red" role="alert">
            {refused}
          </Alert>
        )}
        <TextInput
          label={t.signIn.login}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          size="md"
        />
        <PasswordInput
          label={t.signIn.password}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          size="md"
        />
        <Button type="submit" size="md" loading={busy} disabled={wait > 0} fullWidth>
          {t.signIn.submit}
        </Button>
      </form>
    </Doorway>
  );
}

/** Whole seconds left of the wait that the server asked for; 0 when there is none. */
function useCountdown(refusal: Refusal | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (refusal?.kind !== 'wait') {
      setLeft(0);
      return;
    }
    const until = Date.now() + refusal.seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const interval = setInterval(tick, 250);
    return () => clearInterval(interval);
  }, [refusal]);
  return left;
}
