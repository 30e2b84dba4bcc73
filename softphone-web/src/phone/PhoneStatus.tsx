import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { Device } from '@perezvon/cti-server/contract';
import type { Text } from '../text/en.ts';
import { useSpeech } from '../text/language.tsx';
import classes from './PhoneStatus.module.css';
import { isLive, type PhoneState } from './phone.ts';

type Tone = 'good' | 'waiting' | 'bad';

/** The registration in words, and the choice of where calls ring. The dot's colour only repeats the word. */
export function PhoneStatus(props: { state: PhoneState; choose: (device: Device) => void }) {
  const { t } = useSpeech();
  const { state } = props;
  const { tone, text } = standing(state, t);
  return (
    <Menu position="bottom-start" withArrow>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          className={classes.status}
          rightSection={<IconChevronDown size={15} aria-hidden />}
          leftSection={<span className={classes.dot} data-tone={tone} />}
        >
          <span role="status">{text}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.phone.device}</Menu.Label>
        {(['browser', 'desk'] as const).map((device) => (
          <Menu.Item
            key={device}
            role="menuitemradio"
            aria-checked={device === state.device}
            leftSection={
              <IconCheck size={16} visibility={device === state.device ? 'visible' : 'hidden'} />
            }
            // The call would be cut: the phone of the other device takes its place.
            disabled={state.calls.some(isLive)}
            onClick={() => props.choose(device)}
          >
            {t.phone.devices[device]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function standing(
  { device, extension, registration }: PhoneState,
  t: Text,
): { tone: Tone; text: string } {
  const words = t.phone.registration;
  if (extension === null) return { tone: 'bad', text: words.none };
  if (device === 'desk') return { tone: 'good', text: `${words.desk} · ${extension}` };
  const own = registration.kind === 'elsewhere' ? registration.there : registration;
  const tone = own.kind === 'ready' ? 'good' : own.kind === 'connecting' ? 'waiting' : 'bad';
  if (registration.kind === 'elsewhere') return { tone, text: words.elsewhere };
  return { tone, text: own.kind === 'ready' ? `${words.ready} · ${extension}` : words[own.kind] };
}
