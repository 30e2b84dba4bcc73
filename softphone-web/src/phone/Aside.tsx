import { Button } from '@mantine/core';
import { IconParking, IconRecordMail } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';
import { Timer } from '../text/Timer.tsx';
import { HostileText } from '../ui/HostileText.tsx';

/** A call of ours that waits at the parking place. */
export interface ParkedCall {
  readonly id: string;
  /** Hostile text. */
  readonly who: string;
  /** What is dialled to take it. */
  readonly place: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** What waits beside the calls at hand: parked ones, each a click away, and new voice messages. */
export function Aside(props: {
  parked: readonly ParkedCall[];
  messages: number | null;
  /** What is dialled to hear them; null where the PBX has no such number. */
  voicemail: string | null;
  dial: (number: string) => Promise<void>;
}) {
  const { t } = useSpeech();
  const { messages, voicemail, dial } = props;
  return (
    <>
      {props.parked.map(({ id, who, place, since }) => (
        <Button
          key={id}
          variant="default"
          title={t.phone.takeParked(place)}
          leftSection={<IconParking size={18} aria-hidden />}
          onClick={() => void dial(place)}
        >
          {place}&nbsp;·&nbsp;
          <HostileText text={who} />
          &nbsp;
          <Timer since={since} />
        </Button>
      ))}
      {messages !== null && messages > 0 && (
        <Button
          variant="light"
          disabled={voicemail === null}
          title={t.phone.hearMessages}
          leftSection={<IconRecordMail size={18} aria-hidden />}
          onClick={() => voicemail !== null && void dial(voicemail)}
        >
          {t.phone.messages(messages)}
        </Button>
      )}
    </>
  );
}
