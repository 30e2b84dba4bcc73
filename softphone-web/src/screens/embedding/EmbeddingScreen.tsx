import { Button, Group, Skeleton } from '@mantine/core';
import { FRAME_SDK_PATH, type VersionedOrigins } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { CopyText } from '../../cards/CopyText.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { useVersioned } from '../../cards/use-versioned.ts';
import { useSpeech } from '../../text/language.tsx';
import { failureSentence } from '../../text/problems.ts';
import { GrowingText } from '../../ui/GrowingText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './EmbeddingScreen.module.css';

const PATH = '/api/embedding';
const KEY = ['embedding'];

/** One origin a line, as it is typed. */
interface Written {
  readonly origins: readonly string[];
}

/** Whose pages may hold the phone in a frame, and how. */
export function EmbeddingScreen() {
  const { t } = useSpeech();
  const { api } = useParts();
  const now = useQuery({
    queryKey: KEY,
    queryFn: () => api.http.get<VersionedOrigins>(PATH),
  });
  const words = t.embedding;
  return (
    <Plate label={words.title}>
      <div className={classes.page}>
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        {now.isPending && <Skeleton height={140} />}
        {now.isError && <Failure text={failureSentence(t, now.error)} />}
        {now.data && <Origins origins={now.data} />}
        <h2>{words.how}</h2>
        <p>{words.howText}</p>
        <Sample />
        <p className="quiet">{words.hint}</p>
      </div>
    </Plate>
  );
}

function Origins({ origins }: { origins: VersionedOrigins }) {
  const { t } = useSpeech();
  const { api, tellDone } = useParts();
  const queries = useQueryClient();
  const { form, set, seen, meanwhile, replace, goOn } = useVersioned<VersionedOrigins, Written>({
    thing: origins,
    formOf: (one) => ({ origins: one?.origins ?? [] }),
    read: () =>
      queries.fetchQuery({
        queryKey: KEY,
        queryFn: () => api.http.get<VersionedOrigins>(PATH),
        staleTime: 0,
      }),
  });
  const { formElement, busy, marks, changed, save } = useSaving();
  const written = form.origins.flatMap((line) => line.split(/\s+/)).filter(Boolean);

  async function send(before: VersionedOrigins | null): Promise<void> {
    const body = { origins: written };
    const saved = await api.http.put<VersionedOrigins>(PATH, body, before?.version);
    queries.setQueryData(KEY, saved);
    goOn(saved);
    tellDone(t.embedding.saved);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(() => replace(send));
  }

  return (
    <form ref={formElement} onSubmit={submit} className={classes.form}>
      <GrowingText
        label={t.embedding.origins}
        description={t.embedding.originsHint}
        placeholder="https://crm.example.org"
        error={marks['origins']}
        value={form.origins.join('\n')}
        onChange={(event) => {
          const lines = { origins: event.currentTarget.value.split('\n') };
          set(lines);
          changed(lines);
        }}
        minRows={3}
        maxRows={10}
        spellCheck={false}
      />
      <ChangedMeanwhile meanwhile={meanwhile} labels={{ origins: t.embedding.origins }} />
      <Group>
        <Button type="submit" loading={busy} disabled={written.join() === seen?.origins.join()}>
          {t.app.save}
        </Button>
      </Group>
    </form>
  );
}

/** The lines for the other page, with this server's address in them. */
function Sample() {
  const { origin } = location;
  const lines = `<div id="phone" style="width: 400px; height: 640px"></div>
<script type="module">
  import { createPerezvonPhone } from '${origin}${FRAME_SDK_PATH}';
  const phone = createPerezvonPhone({ url: '${origin}', container: document.getElementById('phone') });
  phone.on('screenPop', (call) => console.log(call.phoneNumber, call.contacts));
</script>`;
  return (
    <div className={classes.sample}>
      <pre>
        <code>{lines}</code>
      </pre>
      <CopyText text={lines} />
    </div>
  );
}
