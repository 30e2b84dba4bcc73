import type { CallView } from '@perezvon/cti-server/contract';
import { IconNote } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { Timer } from '../text/Timer.tsx';
import { timer } from '../text/time.ts';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './CallRow.module.css';
import { useOutcomes } from './card-query.ts';
import { canBeHeard, otherNumber, ownExtension, ourSide } from './call-facts.ts';
import { DirectionMark, ResultMark } from './CallMarks.tsx';
import { NumberLink } from './NumberLink.tsx';
import { useParts } from './parts.tsx';
import { PlayButton, RecordingPlayer } from './Recording.tsx';
import { Who } from './Who.tsx';

/** One call in a list; its recording plays in a row of its own below. */
export function CallRow({ call }: { call: CallView }) {
  const [playing, setPlaying] = useState<boolean | null>(null);
  const { user } = useParts();
  const heard = canBeHeard(call, user);
  return (
    <>
      <Facts call={call}>
        {heard && !playing && (
          <PlayButton play={() => setPlaying(true)} wasOpen={playing === false} />
        )}
      </Facts>
      {heard && playing && (
        <tr className={classes.playing}>
          <td colSpan={5}>
            <RecordingPlayer call={call} close={() => setPlaying(false)} />
          </td>
        </tr>
      )}
    </>
  );
}

function Facts({ call, children }: { call: CallView; children: ReactNode }) {
  const { t, when, exact, long } = useSpeech();
  const { user } = useParts();
  const number = otherNumber(call, ownExtension(call, user));
  const { nameOf } = useOutcomes();
  const named = call.caller.kind === 'known' || call.caller.kind === 'ambiguous';
  return (
    <tr className={classes.row} data-live={call.state !== 'ended' || undefined}>
      <td className={classes.direction}>
        <DirectionMark call={call} bare />
      </td>
      <td className={classes.who}>
        <Link href={`/calls/${call.id}`} className={classes.name}>
          <Who call={call} extension={ownExtension(call, user)} />
        </Link>
        {number && (
          <div className={classes.second}>
            <NumberLink number={number} quiet {...(named ? {} : { word: t.phone.call })} />
          </div>
        )}
        {call.note && (
          <div className={classes.note}>
            <IconNote size={15} stroke={1.7} aria-hidden />
            <HostileText text={call.note} />
          </div>
        )}
      </td>
      <td className={classes.result}>
        <ResultMark call={call} />
        <div className={classes.way}>
          {[t.call.directions[call.direction], ourSide(call).join(', ')]
            .filter(Boolean)
            .join(' · ')}
        </div>
        {call.outcome && (
          <div className={classes.way}>
            <HostileText text={nameOf(call.outcome)} />
          </div>
        )}
      </td>
      <td className={classes.when}>
        <time dateTime={call.startedAt} title={exact(call.startedAt)}>
          {when(call.startedAt)}
        </time>
        <div className={classes.length}>
          {call.state !== 'ended' ? (
            <Timer since={Date.parse(call.answeredAt ?? call.startedAt)} />
          ) : (
            call.talkMs > 0 && (
              <span className="figures" title={long(call.talkMs)}>
                {timer(call.talkMs)}
              </span>
            )
          )}
        </div>
      </td>
      <td className={classes.recording}>{children}</td>
    </tr>
  );
}
