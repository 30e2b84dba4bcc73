import { ActionIcon, Button } from '@mantine/core';
import {
  IconMicrophone,
  IconMicrophoneOff,
  IconPhone,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';
import { Timer } from '../text/Timer.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './CallStrip.module.css';
import { Keypad } from './Keypad.tsx';
import type { PhoneActs } from './phone-acts.ts';
import type { PhoneCall } from './phone.ts';
import { QualityMark } from './QualityMark.tsx';

/** A call and its buttons. A desk phone's own keys do what the page cannot: those buttons are left out. */
export function CallStrip(props: {
  call: PhoneCall;
  /** Who is on the other side, as best known; hostile text. */
  who: string;
  acts: PhoneActs;
  desk: boolean;
  /** At which other phone of the user's it is. */
  at?: string;
}) {
  const { t } = useSpeech();
  const { call, acts } = props;
  const ringing = call.state === 'ringing';
  const over = call.state === 'ended';
  return (
    <div className={classes.strip} data-state={call.state}>
      <div className={classes.who}>
        <span className={classes.state}>
          {props.at && `${props.at}: `}
          {over && call.endReason
            ? t.phone.endReasons[call.endReason]
            : ringing
              ? t.phone.incoming
              : t.phone.states[call.state]}{' '}
          {!over && <Timer since={call.answeredAt ?? call.startedAt} />}
          {call.muted && <span className={classes.muted}> · {t.phone.muted}</span>}
          {call.quality && call.state === 'talking' && <QualityMark quality={call.quality} />}
        </span>
        <strong>
          <HostileText text={props.who} />
        </strong>
      </div>
      <div className={classes.acts}>
        {ringing && !props.desk && (
          <Button
            size="md"
            leftSection={<IconPhone size={20} aria-hidden />}
            onClick={() => acts.answer(call.id)}
            aria-keyshortcuts="Alt+A"
            title="Alt+A"
          >
            {t.phone.answer}
          </Button>
        )}
        {!props.desk && <Middle call={call} acts={acts} />}
        {!over && (
          <Button
            size={ringing ? 'md' : 'sm'}
            color="red"
            variant={ringing ? 'outline' : 'filled'}
            leftSection={<IconPhoneOff size={18} aria-hidden />}
            onClick={() => (ringing ? acts.reject(call.id) : acts.hangUp(call.id))}
            aria-keyshortcuts="Alt+H"
            title="Alt+H"
          >
            {ringing ? t.phone.reject : t.phone.hangUp}
          </Button>
        )}
      </div>
    </div>
  );
}

function Middle({ call, acts }: { call: PhoneCall; acts: PhoneActs }) {
  const { t } = useSpeech();
  if (call.state !== 'talking' && call.state !== 'held') return null;
  const held = call.state === 'held';
  const muteWord = call.muted ? t.phone.unmute : t.phone.mute;
  const holdWord = held ? t.phone.resume : t.phone.hold;
  return (
    <>
      <ActionIcon
        size="lg"
        variant={call.muted ? 'filled' : 'default'}
        color="orange.8"
        onClick={() => acts.mute(call.id, !call.muted)}
        aria-label={muteWord}
        title={`${muteWord} (Alt+M)`}
        aria-keyshortcuts="Alt+M"
      >
        {call.muted ? <IconMicrophoneOff size={20} /> : <IconMicrophone size={20} />}
      </ActionIcon>
      <ActionIcon
        size="lg"
        variant={held ? 'filled' : 'default'}
        color="orange.8"
        onClick={() => acts.hold(call.id, !held)}
        aria-label={holdWord}
        title={`${holdWord} (Alt+P)`}
        aria-keyshortcuts="Alt+P"
      >
        {held ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
      </ActionIcon>
      {!held && <Keypad send={(tone) => acts.dtmf(call.id, tone)} />}
    </>
  );
}
