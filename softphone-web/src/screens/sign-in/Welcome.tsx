import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useSpeech } from '../../text/language.tsx';
import { Doorway } from './Doorway.tsx';

/** Shortest password that the server takes, characters. */
const SHORTEST = 10;

/** The screen of an invite link, the first administrator's too: name, login, password. */
export function Welcome(props: {
  /** Whom the link is for, as the administrator wrote it; rejects where that can't be told. */
  invited: () => Promise<{ name: string | null; login: string | null }>;
  /** Null when it worked, else a sentence that says why not. */
  accept: (who: { name: string; login: string; password: string }) => Promise<string | null>;
}) {
  const { t } = useSpeech();
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { invited } = props;

  useEffect(() => {
    invited().then(
      (who) => {
        // what was typed meanwhile stands
        setName((typed) => typed || (who.name ?? ''));
        setLogin((typed) => typed || (who.login ?? ''));
      },
      // a link that is over says so when it is used
      () => undefined,
    );
  }, [invited]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(await props.accept({ name: name.trim(), login: login.trim(), password }));
    setBusy(false);
  }

  const ready = name.trim() && login.trim() && password.length >= SHORTEST;
  return (
    <Doorway title={t.welcome.title} lead={t.welcome.lead}>
      <form onSubmit={submit} style={{ display: 'contents' }}>
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <TextInput
          label={t.welcome.name}
          description={t.welcome.nameHint}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="name"
          maxLength={200}
          size="md"
          autoFocus
        />
        <TextInput
          label={t.signIn.login}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={100}
          size="md"
        />
        <PasswordInput
          label={t.welcome.password}
          description={t.welcome.passwordHint}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          maxLength={200}
          size="md"
        />
        <Button type="submit" size="md" loading={busy} disabled={!ready} fullWidth>
          {t.welcome.submit}
        </Button>
      </form>
    </Doorway>
  );
}
