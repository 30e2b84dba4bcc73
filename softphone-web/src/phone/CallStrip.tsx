import { Button } from '@mantine/core';
import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';
import { Timer } from '../text/Timer.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './CallStrip.module.css';
import { MiddleActs, type MoveWays, TwoCallActs } from './StripActs.tsx';
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
  /** The other call that is spoken in, or waits. */
  other: PhoneCall | null;
  ways: MoveWays;
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
              : call.joined
                ? t.phone.conference
                : t.phone.states[call.state]}{' '}
          {!over && <Timer since={call.heldSince ?? call.answeredAt ?? call.startedAt} />}
          {call.asksFor !== null && !over && <> · {t.phone.asking}</>}
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
        <MiddleActs {...props} />
        {props.other && <TwoCallActs {...props} other={props.other} />}
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
