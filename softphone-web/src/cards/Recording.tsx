import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import classes from './Recording.module.css';

/** A call's recording: a button until it is wanted, then the browser's own player. Nothing loads before. */
export function Recording({ id, compact = false }: { id: string; compact?: boolean }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  if (failed) {
    return (
      <span className={classes.failed}>
        {t.call.recordingFailed}{' '}
        <Button size="compact-sm" variant="subtle" onClick={() => setFailed(false)}>
          {t.app.retry}
        </Button>
      </span>
    );
  }
  if (!open) {
    return (
      <Button
        className={classes.open}
        size="compact-sm"
        variant="default"
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        onClick={() => setOpen(true)}
        aria-label={`${t.call.play}: ${t.call.recording}`}
      >
        {t.call.play}
      </Button>
    );
  }
  return (
    <audio
      className={compact ? classes.compact : classes.player}
      src={`/api/recordings/${encodeURIComponent(id)}`}
      controls
      autoPlay
      aria-label={t.call.recording}
      onError={() => setFailed(true)}
    />
  );
}
