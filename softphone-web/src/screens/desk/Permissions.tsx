import { Button, Group } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './Permissions.module.css';

type Standing = 'prompt' | 'granted' | 'denied';

const LATER = 'perezvon.permissions-later';

/** Asks, in plain words, for what a phone in a page needs; gone when given or put off for this tab. */
export function Permissions() {
  const { t } = useSpeech();
  const microphone = useStanding('microphone');
  const notifications = useStanding('notifications');
  const [later, setLater] = useState(() => sessionStorage.getItem(LATER) !== null);
  const words = t.phone.permissions;
  const open = microphone === 'prompt' || notifications === 'prompt';
  if (microphone !== 'denied' && (!open || later)) return null;

  async function allow() {
    // One click gives all three: the click itself lets the page play sound.
    await askMicrophone();
    if (typeof Notification !== 'undefined') await Notification.requestPermission();
  }

  return (
    <Plate tone="held" label={words.title}>
      <div className={classes.body}>
        <h2>{words.title}</h2>
        {microphone === 'denied' ? (
          <p>{words.microphoneDenied}</p>
        ) : (
          <ul>
            <Line text={words.microphone} given={microphone === 'granted'} />
            <Line
              text={notifications === 'denied' ? words.notificationsDenied : words.notifications}
              given={notifications === 'granted'}
            />
            <Line text={words.sound} given={false} />
          </ul>
        )}
        {microphone !== 'denied' && (
          <Group gap="xs">
            <Button onClick={() => void allow()}>{words.allow}</Button>
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
        )}
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

async function askMicrophone(): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch {
    // Refused or no microphone: the permission's own state says so.
  }
}

/** A permission's state, followed while it changes; null while unknown or where the browser does not tell. */
function useStanding(name: 'microphone' | 'notifications'): Standing | null {
  const [standing, setStanding] = useState<Standing | null>(null);
  useEffect(() => {
    let stop = () => {};
    let gone = false;
    const follow = (status: PermissionStatus) => {
      if (gone) return;
      const changed = () => setStanding(status.state);
      changed();
      status.addEventListener('change', changed);
      stop = () => status.removeEventListener('change', changed);
    };
    // `microphone` is a name that older type lists and some browsers do not know.
    navigator.permissions?.query({ name: name as PermissionName }).then(follow, () => {});
    return () => {
      gone = true;
      stop();
    };
  }, [name]);
  return standing;
}
