import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useLayoutEffect, useState } from 'react';
import { useSpeech } from '../../text/language.tsx';
import { Doorway } from './Doorway.tsx';

/**
 * Why a sign-in was refused: a sentence, or how long to wait (s) where there were too many attempts; `code`: it needs
 * one beside the password.
 */
export type Refusal =
  | { readonly kind: 'sentence'; readonly text: string }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'code' };

/**
 * The sign-in form. `signIn` gives null when it worked, else why it did not. `elsewhere`: the name of another server
 * at which one may sign in, null for none; `refused`: why it sent one back; `awaitsAdmin`: whether nobody can sign in yet.
 */
export function SignIn(props: {
  notice: string | null;
  refused: string | null;
  elsewhere: () => Promise<string | null>;
  awaitsAdmin: () => Promise<boolean>;
  signIn: (login: string, password: string, code?: string) => Promise<Refusal | null>;
}) {
  const { t } = useSpeech();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  /** Null while none is asked for. */
  const [code, setCode] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [until, setUntil] = useState(0);
  const wait = useSecondsUntil(until);
  const elsewhere = useQuery({ queryKey: ['open-id'], queryFn: props.elsewhere }).data ?? null;

  const awaited =
    useQuery({ queryKey: ['awaits-admin'], queryFn: props.awaitsAdmin }).data ?? false;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!login.trim() || !password) {
      setRefusal({ kind: 'sentence', text: t.signIn.needBoth });
      return;
    }
    setBusy(true);
    const answer = await props.signIn(login.trim(), password, code ?? undefined);
    if (answer?.kind === 'code') setCode('');
    setRefusal(answer);
    setUntil(answer?.kind === 'wait' ? Date.now() + answer.seconds * 1000 : 0);
    setBusy(false);
  }

  const own = refusal?.kind === 'sentence' ? refusal.text : wait > 0 && t.signIn.wait(wait);
  const refused = own || (refusal === null && !busy && props.refused);
  return (
    <Doorway title={t.signIn.title}>
      <form onSubmit={submit} style={{ display: 'contents' }} noValidate>
        {awaited && <Alert color="bell">{t.signIn.awaitsAdmin}</Alert>}
        {props.notice && !refused && <Alert color="bell">{props.notice}</Alert>}
        {refused && (
          <Alert color="red" role="alert">
            {refused}
          </Alert>
        )}
        <TextInput
          label={t.signIn.login}
          value={login}
          onChange={(event) => {
            setLogin(event.currentTarget.value);
            setCode(null);
          }}
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
        {code !== null && (
          <TextInput
            label={t.signIn.code}
            description={t.signIn.codeHint}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            autoFocus
            size="md"
          />
        )}
        <Button type="submit" size="md" loading={busy} disabled={wait > 0} fullWidth>
          {t.signIn.submit}
        </Button>
        {elsewhere !== null && (
          <Button component="a" href={toOpenId()} variant="default" size="md" fullWidth>
            {t.signIn.elsewhere(elsewhere)}
          </Button>
        )}
      </form>
    </Doorway>
  );
}

/** Back to where one is now. */
function toOpenId(): string {
  return `/api/open-id/start?${new URLSearchParams({ to: location.pathname })}`;
}

/** Whole seconds left until a moment (ms since the epoch); 0 when it is past. */
function useSecondsUntil(until: number): number {
  const [now, setNow] = useState(Date.now);
  // before it is painted: it was another moment when the page was opened
  useLayoutEffect(() => {
    if (until === 0) return;
    const tick = () => setNow(Date.now());
    tick();
    const interval = setInterval(tick, 250);
    return () => clearInterval(interval);
  }, [until]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
