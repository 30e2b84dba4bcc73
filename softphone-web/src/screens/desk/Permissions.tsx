import { Button, Group } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Microphone } from '../../phone/phone.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './Permissions.module.css';

const LATER = 'perezvon.permissions-later';

/** Asks, in plain words, for what a phone in a page needs; gone when given or put off for this tab. */
export function Permissions(props: { microphone: Microphone; askMicrophone: () => Promise<void> }) {
  const { t } = useSpeech();
  const { microphone } = props;
  const [notifications, askNotifications] = useNotifications();
  const [later, setLater] = useState(() => sessionStorage.getItem(LATER) !== null);
  const words = t.phone.permissions;
  const silent = microphone === 'denied' || microphone === 'missing';
  const open = microphone === 'unasked' || microphone === 'asking' || notifications === 'default';
  if (!silent && (!open || later)) return null;

  async function allow() {
    // One click gives all three: the click itself lets the page play sound.
    await props.askMicrophone();
    await askNotifications();
  }

  return (
    <Plate tone="held" label={words.title}>
      <div className={classes.body}>
        <h2>{words.title}</h2>
        {silent ? (
          <p role="alert">
            {microphone === 'denied' ? words.microphoneDenied : words.microphoneMissing}
          </p>
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
        <Group gap="xs">
          <Button onClick={() => void allow()}>{silent ? t.app.retry : words.allow}</Button>
          {!silent && (
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
          )}
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

/** Whether notifications are allowed, and a way to ask; `granted` where the browser has none to give. */
function useNotifications(): [NotificationPermission, () => Promise<void>] {
  const known = typeof Notification === 'undefined' ? 'granted' : Notification.permission;
  const [standing, setStanding] = useState(known);
  return [
    standing,
    async () => {
      if (standing === 'default') setStanding(await Notification.requestPermission());
    },
  ];
}
