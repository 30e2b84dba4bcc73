import type { CallView } from '@perezvon/cti-server/contract';
import { useEffect, useEffectEvent, useRef } from 'react';
import { Link } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { Plate } from '../ui/Plate.tsx';
import { otherNumber, ownExtension } from './call-facts.ts';
import { DirectionMark } from './CallMarks.tsx';
import { CloseCard } from './CloseCard.tsx';
import classes from './MissedCard.module.css';
import { useMissed } from './missed-query.ts';
import { NumberLink } from './NumberLink.tsx';
import { useParts } from './parts.tsx';
import { Who } from './Who.tsx';

/** The caller was to be called back and is not any more: they got through, or somebody has said that it is done. */
function useSettled(number: string | null, settled: () => void): void {
  const { data } = useMissed();
  const waits = data?.items.some(({ call }) => otherNumber(call, null) === number);
  const isWhole = data !== undefined && data.items.length === data.total;
  const waited = useRef(false);
  const tell = useEffectEvent(settled);
  useEffect(() => {
    if (waits) waited.current = true;
    else if (isWhole && waited.current) tell();
  }, [waits, isWhole]);
}

/** What is left of the card of a missed call until the reader closes it, or nobody has to call back: who, when, and the way back. */
export function MissedCard({ call, close }: { call: CallView; close: () => void }) {
  const { t, when, exact } = useSpeech();
  const { user } = useParts();
  const number = otherNumber(call, ownExtension(call, user));
  useSettled(number, close);
  return (
    <div className={classes.missed}>
      <Plate label={t.call.missedCard}>
        <div className={classes.line}>
          <DirectionMark call={call} bare />
          <div className={classes.text}>
            <Link href={`/calls/${call.id}`} className={classes.name}>
              <Who call={call} extension={ownExtension(call, user)} />
            </Link>
            <div className={classes.second}>
              <span>
                {t.call.dispositions.abandoned}{' '}
                <time dateTime={call.startedAt} title={exact(call.startedAt)}>
                  {when(call.startedAt)}
                </time>
              </span>
              {number && <NumberLink number={number} word={t.phone.callBack} />}
            </div>
          </div>
          <CloseCard close={close} />
        </div>
      </Plate>
    </div>
  );
}
