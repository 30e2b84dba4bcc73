import { Button, Group } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { lacksMicrophone, type Microphone } from '../../phone/phone.ts';
import type { RingerState } from '../../phone/ringtone.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './Permissions.module.css';

const LATER = 'perezvon.permissions-later';

/** Asks, in plain words, for what a phone in a page needs; gone when given or put off for this tab. */
export function Permissions(props: {
  microphone: Microphone;
  ringer: RingerState;
  /** Called from a click: only then does a browser ask, and let sound begin. */
  allow: () => Promise<void>;
}) {
  const { t } = useSpeech();
  const { microphone, ringer } = props;
  const [later, setLater] = useState(() => sessionStorage.getItem(LATER) !== null);
  const words = t.phone.permissions;
  const open =
    microphone === 'unasked' ||
    microphone === 'asking' ||
    ringer.notices === 'unasked' ||
    ringer.sound === 'blocked';
  // Without a microphone there is a banner, on every screen.
  if (lacksMicrophone(microphone) || !open || later) return null;
  return (
    <Plate tone="held" label={words.title}>
      <div className={classes.body}>
        <h2>{words.title}</h2>
        <ul>
          <Line text={words.microphone} given={microphone === 'granted'} />
          <Line
            text={ringer.notices === 'denied' ? words.notificationsDenied : words.notifications}
            given={ringer.notices === 'granted'}
          />
          <Line text={words.sound} given={ringer.sound === 'on'} />
        </ul>
        <Group gap="xs">
          <Button onClick={() => void props.allow()}>{words.allow}</Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              sessionStorage.setItem(LATER, 'yes');
              setLater(true);
            }}
          >
            {words.later}
          </Button>
        </Group>
      </div>
    </Plate>
  );
}

function Line({ text, given }: { text: string; given: boolean }) {
  const { t } = useSpeech();
  return (
    <li>
      {text}
      {given && <IconCheck size={16} aria-label={t.phone.permissions.allowed} />}
    </li>
  );
}
