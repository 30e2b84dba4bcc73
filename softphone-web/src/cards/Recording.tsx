import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { refusalOf } from '../services/http.ts';
import { useSpeech } from '../text/language.tsx';
import { failureSentence } from '../text/problems.ts';
import classes from './Recording.module.css';

/** A call's recording: a button until it is wanted, then the player in its place. */
export function Recording({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  return open ? <RecordingPlayer id={id} /> : <PlayButton play={() => setOpen(true)} />;
}

/** Offers a recording. */
export function PlayButton({ play }: { play: () => void }) {
  const { t } = useSpeech();
  return (
    <Button
      className={classes.open}
      size="compact-sm"
      variant="default"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      onClick={play}
      aria-label={`${t.call.play}: ${t.call.recording}`}
    >
      {t.call.play}
    </Button>
  );
}

/** The browser's own player, which begins to play and takes the focus: Space stops it. Nothing loads before. */
export function RecordingPlayer({ id }: { id: string }) {
  const { t } = useSpeech();
  const [failed, setFailed] = useState<string | null>(null);
  const address = `/api/recordings/${encodeURIComponent(id)}`;
  const sayWhy = async () => {
    const refusal = await refusalOf(address);
    setFailed(refusal ? failureSentence(t, refusal) : t.call.recordingFailed);
  };
  if (failed !== null) {
    return (
      <span className={classes.failed} role="alert">
        {failed}{' '}
        <Button size="compact-sm" variant="subtle" onClick={() => setFailed(null)}>
          {t.app.retry}
        </Button>
      </span>
    );
  }
  return (
    <audio
      ref={focusOnce}
      className={classes.player}
      src={address}
      controls
      autoPlay
      aria-label={t.call.recording}
      onError={() => void sayWhy()}
    />
  );
}

/** The button that was pressed is gone: who works by keyboard goes on here. */
function focusOnce(player: HTMLAudioElement | null): void {
  player?.focus({ preventScroll: true });
}
