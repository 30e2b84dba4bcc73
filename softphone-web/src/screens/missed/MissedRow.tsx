import { Button } from '@mantine/core';
import type { MissedCaller, MissedMark } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ResultMark } from '../../cards/CallMarks.tsx';
import { otherNumber, ownExtension, ourSide } from '../../cards/call-facts.ts';
import { refreshMissed } from '../../cards/missed-query.ts';
import { NumberLink } from '../../cards/NumberLink.tsx';
import { useParts } from '../../cards/parts.tsx';
import { Who } from '../../cards/Who.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import { toastUndo } from '../../ui/Toasts.tsx';

/** One caller: who, when and how often, what was tried, and what to do. */
export function MissedRow({ missed }: { missed: MissedCaller }) {
  const { t, when, exact } = useSpeech();
  const { user } = useParts();
  const { call, count, tries, lastTryAt, claim } = missed;
  const number = otherNumber(call, ownExtension(call, user));
  const line = [call.didLabel ?? call.queue, ourSide(call).join(', ')].filter(Boolean).join(' · ');
  return (
    <li className={rows.row}>
      <div className={rows.who}>
        <Link href={`/calls/${call.id}`} className={rows.name}>
          <Who call={call} extension={ownExtension(call, user)} />
        </Link>
        <div className="quiet">
          <time dateTime={call.startedAt} title={exact(call.startedAt)}>
            {when(call.startedAt)}
          </time>
          {count > 1 && <> · {t.missed.times(count)}</>}
          {tries > 0 && lastTryAt !== null && <> · {t.missed.tried(tries, when(lastTryAt))}</>}
        </div>
        {line !== '' && (
          <div className="quiet">
            <HostileText text={line} />
          </div>
        )}
        {claim && (
          <div className="quiet">
            {claim.userId === user.id ? t.missed.mine : t.missed.claimed(claim.name)}
          </div>
        )}
      </div>
      <ResultMark call={call} />
      {number && <NumberLink number={number} />}
      <Acts missed={missed} />
    </li>
  );
}

function Acts({ missed }: { missed: MissedCaller }) {
  const { t } = useSpeech();
  const { api, user, tellFailure } = useParts();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { claim, key } = missed;

  async function say(mark: MissedMark['mark']): Promise<void> {
    setBusy(true);
    try {
      await api.markMissed(key, mark);
      if (mark === 'done')
        toastUndo(t.missed.wasDone, { word: t.missed.undo, act: () => void say('open') });
    } catch (error) {
      tellFailure(error);
    }
    await refreshMissed(queries);
    setBusy(false);
  }

  const [mark, word] =
    claim === null
      ? (['claimed', t.missed.claim] as const)
      : (['released', t.missed.release] as const);
  const isOthers = claim !== null && claim.userId !== user.id;
  return (
    <div className={rows.acts}>
      <Button
        size="compact-sm"
        variant="subtle"
        {...(isOthers ? { color: 'gray' } : {})}
        disabled={busy}
        onClick={() => void say(mark)}
      >
        {word}
      </Button>
      <Button size="compact-sm" variant="subtle" disabled={busy} onClick={() => void say('done')}>
        {t.missed.done}
      </Button>
    </div>
  );
}
