import { Button, Group, Skeleton } from '@mantine/core';
import { FRAME_SDK_PATH, type FrameOrigins } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CopyText } from '../../cards/CopyText.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { failureSentence } from '../../text/problems.ts';
import { GrowingText } from '../../ui/GrowingText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './EmbeddingScreen.module.css';

const PATH = '/api/embedding';

/** Whose pages may hold the phone in a frame, and how. */
export function EmbeddingScreen() {
  const { t } = useSpeech();
  const { api } = useParts();
  const now = useQuery({
    queryKey: ['embedding'],
    queryFn: () => api.http.get<FrameOrigins>(PATH),
  });
  const words = t.embedding;
  return (
    <Plate label={words.title}>
      <div className={classes.page}>
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        {now.isPending && <Skeleton height={140} />}
        {now.isError && <Failure text={failureSentence(t, now.error)} />}
        {now.isSuccess && <Origins key={now.data.origins.join()} origins={now.data.origins} />}
        <h2>{words.how}</h2>
        <p>{words.howText}</p>
        <Sample />
        <p className="quiet">{words.hint}</p>
      </div>
    </Plate>
  );
}

function Origins({ origins }: { origins: readonly string[] }) {
  const { t } = useSpeech();
  const { api, tellDone, tellFailure } = useParts();
  const queries = useQueryClient();
  const [text, setText] = useState(origins.join('\n'));
  const [busy, setBusy] = useState(false);
  const written = text.split(/\s+/).filter(Boolean);

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      const saved = await api.http.put<FrameOrigins>(PATH, { origins: written });
      queries.setQueryData(['embedding'], saved);
      tellDone(t.embedding.saved);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={save} className={classes.form}>
      <GrowingText
        label={t.embedding.origins}
        description={t.embedding.originsHint}
        placeholder="https://crm.example.org"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        minRows={3}
        maxRows={10}
        spellCheck={false}
      />
      <Group>
        <Button type="submit" loading={busy} disabled={written.join() === origins.join()}>
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
