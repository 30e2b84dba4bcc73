import { Button, Group, Modal, PasswordInput } from '@mantine/core';
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import type { ApiClient } from '../services/api-client.ts';
import type { ProofAsker } from '../services/proof-asker.ts';
import { useSpeech } from '../text/language.tsx';
import { failureSentence } from '../text/problems.ts';

/** Asks for the password again before what an administrator changes; what they were doing goes on by itself. */
export function ProofDialog({ asker, api }: { asker: ProofAsker; api: ApiClient }) {
  const { t } = useSpeech();
  const code = useSyncExternalStore(asker.subscribe, asker.asked);
  return (
    <Modal
      opened={code !== null}
      onClose={() => asker.settle(false)}
      title={t.proof.title}
      closeButtonProps={{ 'aria-label': t.app.close }}
      centered
    >
      {code === 'proof-needed' && <Password asker={asker} api={api} />}
      {code === 'proof-needed-elsewhere' && <Elsewhere />}
    </Modal>
  );
}

function Password({ asker, api }: { asker: ProofAsker; api: ApiClient }) {
  const { t } = useSpeech();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await api.prove(password);
      asker.settle(true);
    } catch (failed) {
      setError(failureSentence(t, failed));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} style={{ display: 'grid', gap: 14 }}>
      <p style={{ margin: 0 }}>{t.proof.about}</p>
      <PasswordInput
        label={t.signIn.password}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={error}
        autoComplete="current-password"
        maxLength={200}
        data-autofocus
        required
      />
      <Group gap="xs">
        <Button type="submit" loading={busy} disabled={!password}>
          {t.proof.confirm}
        </Button>
        <Button variant="subtle" color="gray" onClick={() => asker.settle(false)}>
          {t.app.cancel}
        </Button>
      </Group>
    </form>
  );
}

function Elsewhere() {
  const { t } = useSpeech();
  const query = new URLSearchParams({ to: location.pathname, again: 'true' });
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <p style={{ margin: 0 }}>{t.proof.elsewhere}</p>
      <div>
        <Button component="a" href={`/api/open-id/start?${query}`}>
          {t.proof.there}
        </Button>
      </div>
    </div>
  );
}
