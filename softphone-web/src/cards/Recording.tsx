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
  // null: not played yet; whoever closes the player goes on at the button
  const [open, setOpen] = useState<boolean | null>(null);
  if (open) return <RecordingPlayer {...props} close={() => setOpen(false)} />;
  return <PlayButton play={() => setOpen(true)} wasOpen={open === false} />;
}

/** Offers a recording; has the focus where its player was closed. */
export function PlayButton({ play, wasOpen }: { play: () => void; wasOpen: boolean }) {
  const { t } = useSpeech();
  return (
    <Button
      className={classes.open}
      size="compact-sm"
      variant="default"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      onClick={play}
      autoFocus={wasOpen}
      aria-label={`${t.call.play}: ${t.call.recording}`}
    >
      {t.call.play}
    </Button>
  );
}

/** The player, which begins to play and takes the focus: Space stops it, Escape closes it. Nothing loads before. */
export function RecordingPlayer({ call, close }: { call: CallView; close: () => void }) {
  const { t } = useSpeech();
  return (
    <Suspense fallback={<Loader size="sm" aria-label={t.app.loading} />}>
      <Player
        address={`/api/recordings/${encodeURIComponent(call.recordingId ?? '')}`}
        call={call}
        close={close}
      />
    </Suspense>
  );
}
