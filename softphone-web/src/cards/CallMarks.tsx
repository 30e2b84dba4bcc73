import { VisuallyHidden } from '@mantine/core';
import {
  IconArrowDownLeft,
  IconArrowsLeftRight,
  IconArrowUpRight,
  IconPhoneX,
} from '@tabler/icons-react';
import { type CallView, wasMissed } from '@perezvon/cti-server/contract';
import { useSpeech } from '../text/language.tsx';
import classes from './CallMarks.module.css';

const icons = {
  inbound: IconArrowDownLeft,
  outbound: IconArrowUpRight,
  internal: IconArrowsLeftRight,
};

/** Which way a call went: an arrow and a word; `bare` leaves the word to the ear and the title. */
export function DirectionMark({ call, bare = false }: { call: CallView; bare?: boolean }) {
  const { t } = useSpeech();
  const missed = wasMissed(call);
  const Icon = missed ? IconPhoneX : icons[call.direction];
  const word = t.call.directions[call.direction];
  return (
    <span className={classes.direction} data-kind={missed ? 'missed' : call.direction} title={word}>
      <Icon size={18} stroke={1.9} aria-hidden />
      {bare ? <VisuallyHidden>{word}</VisuallyHidden> : <span>{word}</span>}
    </span>
  );
}

/** How a call ended, or where it stands: always a word; colour only repeats it. */
export function ResultMark({ call }: { call: CallView }) {
  const { t } = useSpeech();
  if (!call.disposition) {
    return (
      <span className={classes.result} data-tone={call.state === 'held' ? 'held' : 'live'}>
        {t.phone.states[call.state]}
      </span>
    );
  }
  return (
    <span
      className={classes.result}
      data-tone={wasMissed(call) ? 'missed' : call.disposition}
      title={t.call.dispositionHints[call.disposition]}
    >
      {t.call.dispositions[call.disposition]}
    </span>
  );
}
