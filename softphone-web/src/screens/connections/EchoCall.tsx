import { Button, Loader, NativeSelect, PasswordInput } from '@mantine/core';
import type { Diagnosis } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { browserClock } from '../../services/browser-clock.ts';
import { pageSurroundings } from '../../services/surroundings.ts';
import { useSpeech } from '../../text/language.tsx';
import rows from '../../ui/rows.module.css';
import { Check } from './Check.tsx';
import classes from './Connections.module.css';
import { callDiagnoses, registrationDiagnosis } from './echo-diagnoses.ts';

/** Tries an extension that nobody has from this very browser: registers it, and has the PBX ring it and play back a tone. */
export function EchoCall({ pbx }: { pbx: string }) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const words = t.connections.echo;
  const query = useQuery({ queryKey: ['extensions', pbx], queryFn: () => api.extensions(pbx) });
  const free = query.data?.filter(({ user }) => user === null).map(({ extension }) => extension);
  const [chosen, setChosen] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<readonly Diagnosis[]>([]);
  const extension = chosen ?? free?.[0] ?? '';

  async function attempt() {
    const { domain } = await api.beginTrial(pbx, extension);
    // SIP and WebRTC are loaded with the first phone, not with the page
    const { openEchoTrial, openTriedSocket } = await import('../../phone/echo-trial.ts');
    const trial = openEchoTrial({
      account: { extension, domain, password },
      open: () => openTriedSocket(pbx, extension),
      clock: browserClock,
      surroundings: pageSurroundings,
    });
    try {
      const registered = await trial.registered();
      setTold([registrationDiagnosis(registered, extension)]);
      if (registered !== 'ready') return;
      const heard = trial.heard();
      await api.callTrial(pbx, extension);
      const found = callDiagnoses(await heard, extension);
      setTold((before) => [...before, ...found]);
    } finally {
      await trial.stop();
    }
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setTold([]);
    try {
      await attempt();
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className={classes.echo} aria-label={words.title}>
      <div className={rows.name}>{words.title}</div>
      <p className="quiet">{words.about}</p>
      {query.isPending && <Loader size="xs" aria-hidden />}
      {query.isError && <p role="alert">{words.failed}</p>}
      {free?.length === 0 && <p>{words.none}</p>}
      {free !== undefined && free.length > 0 && (
        <form className={classes.echoForm} onSubmit={(event) => void submit(event)}>
          <NativeSelect
            label={words.extension}
            data={free}
            value={extension}
            disabled={busy}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <PasswordInput
            label={words.password}
            autoComplete="off"
            required
            maxLength={200}
            value={password}
            disabled={busy}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={busy}>
            {words.begin}
          </Button>
        </form>
      )}
      <ol className={rows.list} aria-live="polite">
        {told.map((one) => (
          <Check key={one.check} diagnosis={one} />
        ))}
      </ol>
    </section>
  );
}
