import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { Device } from '@perezvon/cti-server/contract';
import { useSpeech } from '../text/language.tsx';
import classes from './PhoneStatus.module.css';

/** How the phone stands, for the bar: a word is always shown, the dot's colour only repeats it. */
export interface PhoneStanding {
  readonly tone: 'good' | 'waiting' | 'bad';
  readonly text: string;
}

/** The registration in words, and the choice of where calls ring. */
export function PhoneStatus(props: {
  standing: PhoneStanding;
  device: Device;
  choose: (device: Device) => void;
}) {
  const { t } = useSpeech();
  return (
    <Menu position="bottom-start" withArrow>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          className={classes.status}
          rightSection={<IconChevronDown size={15} aria-hidden />}
          leftSection={<span className={classes.dot} data-tone={props.standing.tone} />}
        >
          <span role="status">{props.standing.text}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.phone.device}</Menu.Label>
        {(['browser', 'desk'] as const).map((device) => (
          <Menu.Item
            key={device}
            role="menuitemradio"
            aria-checked={device === props.device}
            leftSection={
              <IconCheck size={16} visibility={device === props.device ? 'visible' : 'hidden'} />
            }
            onClick={() => props.choose(device)}
          >
            {t.phone.devices[device]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
