import { ActionIcon, Button } from '@mantine/core';
import {
  IconArrowsExchange,
  IconMicrophone,
  IconMicrophoneOff,
  IconParking,
  IconPlayerPause,
  IconPlayerPlay,
  IconUsers,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSpeech } from '../text/language.tsx';
import { Keypad } from './Keypad.tsx';
import type { PhoneActs } from './phone-acts.ts';
import type { PhoneCall } from './phone.ts';
import type { Suggestion } from './suggestion.ts';
import { TransferPicker } from './TransferPicker.tsx';

/** Where calls can be sent on to. */
export interface MoveWays {
  readonly suggest: (text: string) => Promise<readonly Suggestion[]>;
  /** What is dialled to park; null where the PBX has no parking. */
  readonly park: string | null;
  /** The call whose picker is open. */
  readonly transferring: string | null;
  readonly setTransferring: (id: string | null) => void;
}

/** What can be done with a call that is spoken in, or waits; of a desk phone what the PBX can do for it. */
export function MiddleActs(props: {
  call: PhoneCall;
  acts: PhoneActs;
  desk: boolean;
  other: PhoneCall | null;
  ways: MoveWays;
}) {
  const { t } = useSpeech();
  const { call, acts, desk, other, ways } = props;
  if (call.state !== 'talking' && call.state !== 'held') return null;
  const held = call.state === 'held';
  const { park } = ways;
  return (
    <>
      {/* beside another call, whoever waits hears nothing anyway */}
      {!desk && !(held && other) && (
        <Act
          word={call.muted ? t.phone.unmute : t.phone.mute}
          keys="Alt+M"
          on={call.muted}
          act={() => acts.mute(call.id, !call.muted)}
        >
          {call.muted ? <IconMicrophoneOff size={20} /> : <IconMicrophone size={20} />}
        </Act>
      )}
      {!desk && (
        <Act
          word={held ? (other ? t.phone.swap : t.phone.resume) : t.phone.hold}
          keys={held && other ? 'Alt+X' : 'Alt+P'}
          on={held}
          act={() => acts.hold(call.id, !held)}
        >
          {held && other ? (
            <IconArrowsExchange size={20} />
          ) : held ? (
            <IconPlayerPlay size={20} />
          ) : (
            <IconPlayerPause size={20} />
          )}
        </Act>
      )}
      {!held && <Keypad send={(tone) => acts.dtmf(call.id, tone)} />}
      {call.asksFor === null && !call.joined && (
        <TransferPicker
          opened={ways.transferring === call.id}
          setOpened={(opened) => ways.setTransferring(opened ? call.id : null)}
          suggest={ways.suggest}
          transfer={(number) => acts.transfer(call.id, number)}
          consult={other ? null : (number) => acts.consult(call.id, number)}
        />
      )}
      {park !== null && call.asksFor === null && !call.joined && (
        <Act word={t.phone.park} keys="Alt+K" act={() => acts.transfer(call.id, park)}>
          <IconParking size={20} />
        </Act>
      )}
    </>
  );
}

/** What can be done with two calls together; stands at the one that waits. */
export function TwoCallActs(props: {
  call: PhoneCall;
  other: PhoneCall;
  acts: PhoneActs;
  desk: boolean;
}) {
  const { t } = useSpeech();
  const { call, other, acts } = props;
  if (call.joined) {
    // once, at the first of the two
    return call.startedAt <= other.startedAt && other.joined ? (
      <Button
        size="sm"
        variant="default"
        title={`${t.phone.connectHint} (Alt+J)`}
        aria-keyshortcuts="Alt+J"
        onClick={() => acts.connect(call.id)}
      >
        {t.phone.leaveThem}
      </Button>
    ) : null;
  }
  if (call.state !== 'held' || other.state !== 'talking') return null;
  return (
    <>
      <Button
        size="sm"
        // two callers who know nothing of each other are seldom joined
        variant={other.asksFor === null && call.asksFor === null ? 'default' : 'filled'}
        title={`${t.phone.connectHint} (Alt+J)`}
        aria-keyshortcuts="Alt+J"
        onClick={() => acts.connect(call.id)}
      >
        {t.phone.connect}
      </Button>
      {!props.desk && (
        <Button
          size="sm"
          variant="default"
          leftSection={<IconUsers size={18} aria-hidden />}
          title="Alt+G"
          aria-keyshortcuts="Alt+G"
          onClick={() => acts.confer(call.id)}
        >
          {t.phone.confer}
        </Button>
      )}
    </>
  );
}

function Act(props: {
  word: string;
  keys?: string;
  on?: boolean;
  act: () => void;
  children: ReactNode;
}) {
  const { word, keys } = props;
  return (
    <ActionIcon
      size="lg"
      variant={props.on ? 'filled' : 'default'}
      color="orange.8"
      onClick={props.act}
      aria-label={word}
      title={keys ? `${word} (${keys})` : word}
      aria-keyshortcuts={keys}
    >
      {props.children}
    </ActionIcon>
  );
}
