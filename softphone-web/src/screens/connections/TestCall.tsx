import { Button, Loader } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import classes from './Connections.module.css';

const LOOK_EVERY_MS = 1_000;

/** Listens for the next call from outside on a PBX, and says what became of it: whom it was for, whom it rang. */
export function TestCall({ pbx }: { pbx: string }) {
  const { t } = useSpeech();
  const [since, setSince] = useState<number | null>(null);
  const words = t.connections.testCall;
  return (
    <div className={classes.waiting}>
      <div>
        <div className={rows.name}>{words.title}</div>
        {since === null ? (
          <Button variant="default" size="compact-sm" onClick={() => setSince(Date.now())}>
            {words.listen}
          </Button>
        ) : (
          <Listening key={since} pbx={pbx} since={since} again={() => setSince(Date.now())} />
        )}
      </div>
    </div>
  );
}

function Listening(props: { pbx: string; since: number; again: () => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const { pbx, since } = props;
  const words = t.connections.testCall;
  const query = useQuery({
    queryKey: ['test-call', pbx, since],
    queryFn: async () => {
      const { items } = await api.calls({ direction: 'inbound' }, null);
      return items.find((call) => call.pbx === pbx && Date.parse(call.startedAt) >= since) ?? null;
    },
    refetchInterval: ({ state }) => (state.data?.state === 'ended' ? false : LOOK_EVERY_MS),
  });
  const call = query.data;
  if (!call) {
    return (
      <p role="status">
        <Loader size="xs" aria-hidden /> {words.waiting}
      </p>
    );
  }
  return (
    <div role="status">
      <p>
        <HostileText text={words.came(call.externalNumber ?? '—', call.did ?? '—')} />
      </p>
      <p>{whomItRang(call, words)}</p>
      <p>
        <Link href={`/calls/${call.id}`}>{words.explain}</Link>
      </p>
      <Button variant="subtle" size="compact-sm" onClick={props.again}>
        {words.again}
      </Button>
    </div>
  );
}

function whomItRang(
  { rang, answeredBy }: CallView,
  words: { rang: (who: string) => string; nobody: string; answered: (who: string) => string },
): string {
  if (answeredBy.length > 0) return words.answered(answeredBy.join(', '));
  return rang.length > 0 ? words.rang(rang.join(', ')) : words.nobody;
}
