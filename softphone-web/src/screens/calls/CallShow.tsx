import { type CallView, leads } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import { Skeleton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { CallerPart } from '../../cards/CallerPart.tsx';
import { canBeHeard, otherNumber, ownExtension } from '../../cards/call-facts.ts';
import { DirectionMark, ResultMark } from '../../cards/CallMarks.tsx';
import { oneCallKey } from '../../cards/calls-query.ts';
import { NewWork } from '../../cards/NewWork.tsx';
import { NoteField } from '../../cards/NoteField.tsx';
import { NumberAndHistory } from '../../cards/NumberAndHistory.tsx';
import { OutcomeField } from '../../cards/OutcomeField.tsx';
import { useParts } from '../../cards/parts.tsx';
import { Plays } from './Plays.tsx';
import { Recording } from '../../cards/Recording.tsx';
import { RecordingPause } from '../../cards/RecordingPause.tsx';
import { TimeLine } from '../../cards/TimeLine.tsx';
import { WorkList } from '../../cards/WorkList.tsx';
import type { Text } from '../../text/en.ts';
import { useSpeech } from '../../text/language.tsx';
import { failureSentence } from '../../text/problems.ts';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './CallShow.module.css';
import { Explain } from './Explain.tsx';
import { QualityFacts } from './QualityFacts.tsx';

/** Where the call went after it began, as far as it went anywhere. */
function routeOf(call: CallView, t: Text): [string, string][] {
  const { transfers, consultations, forwarded, pickedUp, conference } = call;
  const way = (from: string | null, to: string | null) =>
    t.call.transfer(from ?? '…', to ?? t.call.nobody);
  const results: Record<string, string> = t.call.dispositions;
  const moved = transfers.map(({ type, from, to, result }) =>
    [way(from, to), t.call.transferKinds[type], result && results[result]?.toLowerCase()]
      .filter(Boolean)
      .join(', '),
  );
  return [
    [t.call.forwarded, forwarded.map(({ from, to }) => way(from, to)).join('; ')],
    [t.call.pickedUp, pickedUp ? t.call.pickedUpBy(pickedUp.by ?? '…', pickedUp.from ?? '…') : ''],
    [t.call.consulted, consultations.map(({ from, to }) => way(from, to)).join('; ')],
    [t.call.transfers, moved.join('; ')],
    [t.call.conference, conference?.members.join(', ') ?? ''],
  ];
}

/** One call in full. */
export function CallShow({ id }: { id: string }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const query = useQuery({ queryKey: oneCallKey(id), queryFn: () => api.call(id) });
  if (query.isPending) return <Skeleton height={320} radius="md" />;
  if (query.isError) {
    return (
      <Failure
        text={failureSentence(t, query.error)}
        again={{ label: t.app.retry, act: () => void query.refetch() }}
      />
    );
  }
  return <Shown call={query.data} />;
}

function Shown({ call }: { call: CallView }) {
  const { t } = useSpeech();
  const { user } = useParts();
  const past = call.history.filter((item) => item.callId !== call.id);
  return (
    <div className={classes.page}>
      <VisuallyHidden component="h1">{t.call.details}</VisuallyHidden>
      <Plate label={t.call.details}>
        <div className={classes.body}>
          <div className={classes.marks}>
            <DirectionMark call={call} />
            <ResultMark call={call} />
          </div>
          <CallerPart call={call} />
          <RecordingPause call={call} />
          {canBeHeard(call, user) && <Recording call={call} />}
          {canBeHeard(call, user) && leads(user.role) && <Plays call={call} />}
          {call.answeredAt !== null && call.direction !== 'internal' && (
            <OutcomeField call={call} />
          )}
          <NoteField key={call.id} call={call} minRows={4} />
          <NewWork call={call} />
          <WorkList call={call} />
          {!call.complete && <p className={classes.warning}>{t.call.incomplete}</p>}
        </div>
      </Plate>
      <div className={classes.side}>
        <Plate label={t.call.details}>
          <Facts call={call} />
          <QualityFacts callId={call.id} />
        </Plate>
        <Explain callId={call.id} />
        {past.length > 0 && (
          <Plate label={t.call.history}>
            <div className={classes.body}>
              <h2 className={classes.heading}>{t.call.history}</h2>
              <TimeLine items={past} />
            </div>
          </Plate>
        )}
      </div>
    </div>
  );
}

function Facts({ call }: { call: CallView }) {
  const { t, number, exact, long } = useSpeech();
  const { user } = useParts();
  const other = otherNumber(call, ownExtension(call, user));
  const reason = call.reason && t.call.reasons[call.reason];
  const isEndKnown = call.reason !== 'end-not-seen';
  const end = call.endedAt && exact(call.endedAt);
  const facts: [string, ReactNode][] = [
    [t.contacts.number, other && <NumberAndHistory number={other} />],
    [t.call.from, call.from && t.call.extension(call.from)],
    [
      t.call.via,
      [call.didLabel, call.did && number(call.did), call.queue && t.call.queue(call.queue)]
        .filter(Boolean)
        .join(' · '),
    ],
    [t.call.startedAt, exact(call.startedAt)],
    [t.call.answeredAt, call.answeredAt && exact(call.answeredAt)],
    [t.call.endedAt, end && (isEndKnown ? end : t.call.lastSeen(end))],
    [t.call.wait, call.waitMs > 0 && long(call.waitMs)],
    [
      t.call.talk,
      call.talkMs > 0 && (isEndKnown ? long(call.talkMs) : t.call.atLeast(long(call.talkMs))),
    ],
    [t.call.hold, call.holdMs > 0 && long(call.holdMs)],
    [t.call.rang, call.rang.join(', ')],
    [t.call.handledBy, call.handledBy.join(', ')],
    ...routeOf(call, t),
    [
      t.call.result,
      [call.hangup && t.call.hungUpBy[call.hangup.by], reason].filter(Boolean).join('. '),
    ],
  ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
