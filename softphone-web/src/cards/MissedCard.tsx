import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { CallView } from '@perezvon/cti-server/contract';
import { Link } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { Plate } from '../ui/Plate.tsx';
import { otherNumber, ownExtension } from './call-facts.ts';
import { DirectionMark } from './CallMarks.tsx';
import classes from './MissedCard.module.css';
import { NumberLink } from './NumberLink.tsx';
import { useParts } from './parts.tsx';
import { Who } from './Who.tsx';

/** What is left of the card of a missed call until the reader closes it or calls back: who, when, and the way back. */
export function MissedCard({ call, close }: { call: CallView; close: () => void }) {
  const { t, when, exact } = useSpeech();
  const { user } = useParts();
  const number = otherNumber(call, ownExtension(call, user));
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
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={close}
            aria-label={t.app.close}
            title={`${t.app.close} (Alt+Z)`}
            data-card-act="written"
            aria-keyshortcuts="Alt+Z"
          >
            <IconX size={18} />
          </ActionIcon>
        </div>
      </Plate>
    </div>
  );
}
