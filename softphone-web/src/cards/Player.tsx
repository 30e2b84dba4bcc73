import { Button, NativeSelect } from '@mantine/core';
import { IconRewindBackward10, IconRewindForward10 } from '@tabler/icons-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import type { CallView, RecordingView } from '@perezvon/cti-server/contract';
import { refusalOf } from '../services/http.ts';
import { useSpeech } from '../text/language.tsx';
import { failureSentence } from '../text/problems.ts';
import { Marks } from './Marks.tsx';
import { type PlayerAct, playerActOf, SPEEDS, speedAfter } from './player-keys.ts';
import classes from './Player.module.css';
import { silentParts } from './recording-state.ts';
import { Silence } from './Silence.tsx';
import { useCourse } from './use-course.ts';
import { Wave } from './Wave.tsx';

const SKIP_S = 10;

/** What is played. */
interface Played {
  readonly address: string;
  /** What it is called. */
  readonly label: string;
  readonly call: CallView;
  readonly recording: RecordingView;
  /** Is told how long it is, s, once that is known. */
  readonly told: (length: number) => void;
  readonly close: () => void;
}

/** A recording with its course, speed, and notes at its moments; all of it by keys, too. */
export function Player(props: Played) {
  const { t } = useSpeech();
  const [failed, setFailed] = useState<string | null>(null);
  const sayWhy = async () => {
    const refusal = await refusalOf(props.address);
    setFailed(refusal ? failureSentence(t, refusal) : t.call.recordingFailed);
  };
  if (failed === null) return <Playing {...props} sayWhy={() => void sayWhy()} />;
  return (
    <span className={classes.failed} role="alert">
      {failed}{' '}
      <Button size="compact-sm" variant="subtle" onClick={() => setFailed(null)}>
        {t.app.retry}
      </Button>
    </span>
  );
}

function Playing(props: Played & { readonly sayWhy: () => void }) {
  const { t } = useSpeech();
  const audio = useRef<HTMLAudioElement>(null);
  const noteField = useRef<HTMLInputElement>(null);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);
  const [speed, setSpeed] = useState(1);
  const course = useCourse(props.address, length > 0);
  const silent = silentParts(props.call, props.recording, length);

  useLayoutEffect(() => {
    const player = audio.current;
    if (!player) return;
    // not before it is part of the page: that it failed, or how long it is, would be told to nobody
    player.src = props.address;
    // the button that was pressed is gone: who works by keyboard goes on here
    player.focus({ preventScroll: true });
  }, [props.address]);

  function measure({ duration }: HTMLAudioElement): void {
    const known = finite(duration);
    setLength(known);
    if (known > 0) props.told(known);
  }

  function goTo(seconds: number): void {
    if (audio.current) audio.current.currentTime = Math.max(0, seconds);
  }

  function run(next: number): void {
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  }

  function act(what: PlayerAct): void {
    const player = audio.current;
    if (!player) return;
    if (what === 'play') void (player.paused ? player.play() : player.pause());
    else if (what === 'back') goTo(player.currentTime - SKIP_S);
    else if (what === 'on') goTo(player.currentTime + SKIP_S);
    else if (what === 'note') noteField.current?.focus();
    else run(speedAfter(speed, what));
  }

  function press(event: KeyboardEvent): void {
    const isField =
      event.target instanceof HTMLElement && /^(INPUT|SELECT|BUTTON)$/.test(event.target.tagName);
    const isOut = event.key === 'Escape';
    const what = isField ? null : playerActOf(event);
    if (!what && !isOut) return;
    event.preventDefault();
    event.stopPropagation();
    if (what) act(what);
    else if (isField) audio.current?.focus();
    else props.close();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of the player within it
    <div className={classes.player} role="group" aria-label={props.label} onKeyDownCapture={press}>
      {course && (
        <Wave
          peaks={course}
          at={length > 0 ? at / length : 0}
          silent={silent.map(({ from, to }) => ({ from: from / length, to: to / length }))}
          goTo={(part) => goTo(part * length)}
        />
      )}
      <audio
        ref={audio}
        className={classes.audio}
        controls
        autoPlay
        aria-label={props.label}
        aria-description={t.call.player.keys}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onLoadedMetadata={({ currentTarget }) => measure(currentTarget)}
        onDurationChange={({ currentTarget }) => measure(currentTarget)}
        onError={props.sayWhy}
      />
      <div className={classes.acts}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t.call.player.back}
          title={`${t.call.player.back} (←)`}
          onClick={() => act('back')}
        >
          <IconRewindBackward10 size={17} aria-hidden />
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t.call.player.on}
          title={`${t.call.player.on} (→)`}
          onClick={() => act('on')}
        >
          <IconRewindForward10 size={17} aria-hidden />
        </Button>
        <NativeSelect
          size="xs"
          className={classes.speed}
          aria-label={t.call.player.speed}
          title={`${t.call.player.speed} (< >)`}
          value={String(speed)}
          onChange={({ currentTarget }) => run(Number(currentTarget.value))}
          data={SPEEDS.map((one) => ({ value: String(one), label: `${one}×` }))}
        />
      </div>
      <Silence parts={silent} goTo={goTo} />
      <Marks
        callId={props.call.id}
        recording={props.recording.n}
        at={at}
        goTo={goTo}
        field={noteField}
      />
    </div>
  );
}

const finite = (seconds: number) => (Number.isFinite(seconds) ? seconds : 0);
