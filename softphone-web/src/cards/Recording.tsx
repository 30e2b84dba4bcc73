import { Button, Loader } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { IconPlayerPlay } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import classes from './Recording.module.css';

// whoever hears no recording loads no player
const Player = lazy(async () => ({ default: (await import('./Player.tsx')).Player }));

/** A call's recording: a button until it is wanted, then the player in its place. */
export function Recording(props: { call: CallView }) {
  const [open, setOpen] = useState(false);
  return open ? <RecordingPlayer {...props} /> : <PlayButton play={() => setOpen(true)} />;
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

/** The player, which begins to play and takes the focus: Space stops it. Nothing loads before. */
export function RecordingPlayer({ call }: { call: CallView }) {
  const { t } = useSpeech();
  return (
    <Suspense fallback={<Loader size="sm" aria-label={t.app.loading} />}>
      <Player
        address={`/api/recordings/${encodeURIComponent(call.recordingId ?? '')}`}
        call={call}
      />
    </Suspense>
  );
}
