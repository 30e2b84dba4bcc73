import { Button, NativeSelect, Switch } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { canChooseOutput } from '../../phone/sound-output.ts';
import { pageSound, type SoundChoice } from '../../phone/sound-choice.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Level } from './Level.tsx';
import { playTestTone } from './test-tone.ts';
import classes from './SoundScreen.module.css';
import { TestCall } from './TestCall.tsx';
import { type DeviceKind, type Devices, useDevices } from './use-devices.ts';

/** Where one is heard and hears, and where calls ring. */
export function SoundScreen() {
  const { t } = useSpeech();
  const { user } = useParts();
  const words = t.sound;
  return (
    <Plate label={words.title}>
      <div className={classes.page}>
        <h1>{words.title}</h1>
        {user.device === 'desk' ? <p>{words.desk}</p> : <Choices />}
        <h2>{words.test}</h2>
        <TestCall />
      </div>
    </Plate>
  );
}

function Choices() {
  const { t } = useSpeech();
  const words = t.sound;
  const choice = useSyncExternalStore(pageSound.subscribe, pageSound.now);
  const devices = useDevices();
  const set = (part: Partial<SoundChoice>) => pageSound.choose(part);
  return (
    <>
      <p className="quiet">{words.lead}</p>
      {!devices.named && (
        <div className={classes.beside}>
          <span>{words.unnamed}</span>
          <Button variant="default" size="compact-md" onClick={devices.allow}>
            {words.allow}
          </Button>
        </div>
      )}
      <Choice which="microphone" kind="audioinput" devices={devices} choice={choice} />
      <Level key={JSON.stringify(choice)} choice={choice} />
      <Switch
        label={words.echoCancellation}
        description={words.echoHint}
        checked={choice.echoCancellation}
        onChange={(event) => set({ echoCancellation: event.currentTarget.checked })}
      />
      <Switch
        label={words.noiseSuppression}
        description={words.noiseHint}
        checked={choice.noiseSuppression}
        onChange={(event) => set({ noiseSuppression: event.currentTarget.checked })}
      />
      {canChooseOutput() ? (
        <>
          <Choice which="speaker" kind="audiooutput" devices={devices} choice={choice} />
          <Choice which="bell" kind="audiooutput" devices={devices} choice={choice} />
        </>
      ) : (
        <p>{words.noOutputs}</p>
      )}
    </>
  );
}

function Choice(props: {
  which: 'microphone' | 'speaker' | 'bell';
  kind: DeviceKind;
  devices: Devices;
  choice: SoundChoice;
}) {
  const { t } = useSpeech();
  const { which, devices } = props;
  const offered = devices[props.kind];
  const chosen = props.choice[which];
  const isGone = chosen !== null && devices.named && !offered.some(({ id }) => id === chosen);
  return (
    <div className={classes.beside}>
      <NativeSelect
        className={classes.choice}
        label={t.sound[which]}
        description={which === 'bell' ? t.sound.bellHint : undefined}
        error={isGone && t.sound.gone}
        value={chosen ?? ''}
        onChange={(event) => pageSound.choose({ [which]: event.currentTarget.value || null })}
        data={[
          { value: '', label: t.sound.system },
          ...offered.map(({ id, name }) => ({ value: id, label: name })),
          ...(chosen !== null && !offered.some(({ id }) => id === chosen)
            ? [{ value: chosen, label: '…' }]
            : []),
        ]}
      />
      {which !== 'microphone' && (
        <Button variant="default" onClick={() => void playTestTone(which)}>
          {t.sound.tryOut}
        </Button>
      )}
    </div>
  );
}
