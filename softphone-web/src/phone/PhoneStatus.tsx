import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { Device } from '@perezvon/cti-server/contract';
import type { Text } from '../text/en.ts';
import { useSpeech } from '../text/language.tsx';
import { ANSWER_AFTER, type Habits } from './habits.ts';
import classes from './PhoneStatus.module.css';
import type { DialFrom } from './other-phones.ts';
import { isLive, lacksMicrophone, type PhoneState } from './phone.ts';

type Tone = 'good' | 'waiting' | 'bad';

/** The registration in words, and the choice of where calls ring or are placed from. The dot's colour only repeats the word. */
export function PhoneStatus(props: {
  state: PhoneState;
  choose: (device: Device) => void;
  /** In its place where the user has several phones: which of them calls are placed from. */
  dialFrom: DialFrom | null;
  habits: Habits;
  setHabits: (change: Partial<Habits>) => void;
}) {
  const { t } = useSpeech();
  const { state, dialFrom, habits } = props;
  const quiet = state.device === 'browser' && habits.doNotDisturb && state.extension !== null;
  const { tone, text } = quiet
    ? ({ tone: 'bad', text: t.phone.doNotDisturb } as const)
    : standing(state, t);
  const other = dialFrom && dialFrom.chosen.extension !== state.extension ? dialFrom.chosen : null;
  if (state.extension === null) {
    // There is nothing to choose: no phone rings.
    return (
      <span className={classes.none}>
        <span className={classes.dot} data-tone={tone} /> {text}
      </span>
    );
  }
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
          {/* Not role="status": that would take the words out of the button's name. */}
          <span aria-live="polite">
            {text}
            {other && ` · ${t.phone.callsFrom(other.extension)}`}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {dialFrom ? (
          <PhoneChoice {...dialFrom} />
        ) : (
          <DeviceChoice
            device={state.device}
            // The call would be cut: the phone of the other device takes its place.
            disabled={state.calls.some(isLive)}
            choose={props.choose}
          />
        )}
        {state.device === 'browser' && <HabitChoice habits={habits} setHabits={props.setHabits} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function PhoneChoice({ phones, chosen, choose }: DialFrom) {
  const { t } = useSpeech();
  return (
    <>
      <Menu.Label>{t.phone.callFrom}</Menu.Label>
      {phones.map((phone) => (
        <Menu.RadioItem
          key={`${phone.pbx} ${phone.extension}`}
          value={phone.extension}
          checked={phone === chosen}
          closeMenuOnClick
          checkIcon={<IconCheck size={16} aria-hidden />}
          onChange={() => choose(phone)}
        >
          {t.phone.phones[phone.device](phone.extension)}
        </Menu.RadioItem>
      ))}
    </>
  );
}

function DeviceChoice(props: {
  device: Device;
  disabled: boolean;
  choose: (device: Device) => void;
}) {
  const { t } = useSpeech();
  return (
    <>
      <Menu.Label>{t.phone.device}</Menu.Label>
      {(['browser', 'desk'] as const).map((device) => (
        <Menu.RadioItem
          key={device}
          value={device}
          checked={device === props.device}
          closeMenuOnClick
          checkIcon={<IconCheck size={16} aria-hidden />}
          disabled={props.disabled}
          onChange={() => props.choose(device)}
        >
          {t.phone.devices[device]}
        </Menu.RadioItem>
      ))}
    </>
  );
}

function HabitChoice(props: { habits: Habits; setHabits: (change: Partial<Habits>) => void }) {
  const { t } = useSpeech();
  const { habits, setHabits } = props;
  return (
    <>
      <Menu.Divider />
      <Menu.CheckboxItem
        closeMenuOnClick
        checked={habits.doNotDisturb}
        onChange={() => setHabits({ doNotDisturb: !habits.doNotDisturb })}
        checkIcon={<IconCheck size={16} aria-hidden />}
      >
        {t.phone.doNotDisturb}
      </Menu.CheckboxItem>
      <Menu.Label>{t.phone.answering}</Menu.Label>
      {[null, ...ANSWER_AFTER].map((seconds) => (
        <Menu.RadioItem
          key={String(seconds)}
          value={String(seconds)}
          checked={seconds === habits.answerAfter}
          closeMenuOnClick
          checkIcon={<IconCheck size={16} aria-hidden />}
          onChange={() => setHabits({ answerAfter: seconds })}
        >
          {seconds === null ? t.phone.answerByHand : t.phone.answerAfter(seconds)}
        </Menu.RadioItem>
      ))}
    </>
  );
}

function standing(state: PhoneState, t: Text): { tone: Tone; text: string } {
  const { device, extension, registration, microphone } = state;
  const words = t.phone.registration;
  if (extension === null) return { tone: 'bad', text: words.none };
  if (device === 'desk') {
    // It rings whether we see it or not: from here it is at most out of sight, never broken.
    if (registration.kind === 'lost') return { tone: 'waiting', text: words.deskUnseen };
    const tone = registration.kind === 'ready' ? 'good' : 'waiting';
    return { tone, text: `${words.desk} · ${extension}` };
  }
  const own = registration.kind === 'elsewhere' ? registration.there : registration;
  const deaf = own.kind === 'ready' && lacksMicrophone(microphone);
  const tone =
    own.kind === 'ready' && !deaf ? 'good' : own.kind === 'connecting' ? 'waiting' : 'bad';
  if (deaf) return { tone, text: `${words.noMicrophone} · ${extension}` };
  if (registration.kind === 'elsewhere') return { tone, text: words.elsewhere };
  return { tone, text: own.kind === 'ready' ? `${words.ready} · ${extension}` : words[own.kind] };
}
