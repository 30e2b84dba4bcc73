import { Button, Loader } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { IconPlayerPlay } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import classes from './Recording.module.css';
import { Several } from './Several.tsx';

// whoever hears no recording loads no player
const Player = lazy(async () => ({ default: (await import('./Player.tsx')).Player }));

/** A call's recordings: a button until they are wanted, then the player in its place. */
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

/**
 * The player, which begins to play and takes the focus: Space stops it, Escape closes it. Nothing loads before. Of several
 * recordings it plays the first, and offers the others.
 */
export function RecordingPlayer({ call, close }: { call: CallView; close: () => void }) {
  const { t } = useSpeech();
  const { recordings } = call;
  const [chosen, choose] = useState(recordings[0]?.n);
  /** Of those that were played, s. */
  const [lengths, setLengths] = useState<ReadonlyMap<number, number>>(new Map());
  const recording = recordings.find(({ n }) => n === chosen) ?? recordings[0];
  if (!recording) return null;
  const { id, n } = recording;
  const isOne = recordings.length === 1;
  const place = recordings.indexOf(recording) + 1;
  return (
    <div className={classes.player}>
      {!isOne && <Several call={call} chosen={n} lengths={lengths} choose={choose} />}
      <Suspense fallback={<Loader size="sm" aria-label={t.app.loading} />}>
        <Player
          key={id}
          address={`/api/recordings/${encodeURIComponent(id)}`}
          label={isOne ? t.call.recording : t.call.player.which(place, recordings.length)}
          call={call}
          recording={recording}
          told={(length) => setLengths((known) => new Map(known).set(n, length))}
          close={close}
        />
      </Suspense>
    </div>
  );
}
