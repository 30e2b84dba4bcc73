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

/** One call of this phone as the bar shows it. */
export interface StripCall {
  readonly id: string;
  /** Who is on the other side, as best known; hostile text. */
  readonly who: string;
  readonly incoming: boolean;
  readonly state: 'ringing' | 'dialling' | 'connecting' | 'talking' | 'held';
  /** Since when it rings or talks, ISO 8601. */
  readonly since: string;
  readonly muted: boolean;
}

/** What may be done with a call; an act that this phone cannot do is absent (a desk phone's own keys do it). */
export interface StripActs {
  readonly answer?: (id: string) => void;
  readonly hangUp: (id: string) => void;
  readonly mute?: (id: string, on: boolean) => void;
  readonly hold?: (id: string, on: boolean) => void;
  readonly tone?: (id: string, tone: string) => void;
}

/** A call and its buttons. */
export function CallStrip({ call, acts }: { call: StripCall; acts: StripActs }) {
  const { t } = useSpeech();
  const { answer } = acts;
  const ringing = call.incoming && call.state === 'ringing';
  return (
    <div className={classes.strip} data-state={call.state} data-testid="call-strip">
      <div className={classes.who}>
        <span className={classes.state}>
          {ringing ? t.phone.incoming : t.phone.states[call.state]} <Timer since={call.since} />
          {call.muted && <span className={classes.muted}> · {t.phone.muted}</span>}
        </span>
        <strong>
          <HostileText text={call.who} />
        </strong>
      </div>
      <div className={classes.acts}>
        {ringing && answer && (
          <Button
            size="md"
            className={classes.answer}
            leftSection={<IconPhone size={20} aria-hidden />}
            onClick={() => answer(call.id)}
            aria-keyshortcuts="Alt+A"
          >
            {t.phone.answer}
          </Button>
        )}
        {!ringing && <Middle call={call} acts={acts} />}
        <Button
          size={ringing ? 'md' : 'sm'}
          color="red.8"
          variant={ringing ? 'light' : 'filled'}
          leftSection={<IconPhoneOff size={18} aria-hidden />}
          onClick={() => acts.hangUp(call.id)}
          aria-keyshortcuts="Alt+H"
        >
          {ringing ? t.phone.reject : t.phone.hangUp}
        </Button>
      </div>
    </div>
  );
}

function Middle({ call, acts }: { call: StripCall; acts: StripActs }) {
  const { t } = useSpeech();
  const { mute, hold, tone } = acts;
  if (call.state !== 'talking' && call.state !== 'held') return null;
  const held = call.state === 'held';
  const muteWord = call.muted ? t.phone.unmute : t.phone.mute;
  const holdWord = held ? t.phone.resume : t.phone.hold;
  return (
    <>
      {mute && (
        <ActionIcon
          size="lg"
          variant={call.muted ? 'filled' : 'default'}
          color="orange.8"
          onClick={() => mute(call.id, !call.muted)}
          aria-label={muteWord}
          title={`${muteWord} (Alt+M)`}
          aria-keyshortcuts="Alt+M"
        >
          {call.muted ? <IconMicrophoneOff size={20} /> : <IconMicrophone size={20} />}
        </ActionIcon>
      )}
      {hold && (
        <ActionIcon
          size="lg"
          variant={held ? 'filled' : 'default'}
          color="orange.8"
          onClick={() => hold(call.id, !held)}
          aria-label={holdWord}
          title={`${holdWord} (Alt+P)`}
          aria-keyshortcuts="Alt+P"
        >
          {held ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
        </ActionIcon>
      )}
      {tone && !held && <Keypad send={(key) => tone(call.id, key)} />}
    </>
  );
}
