import { Button } from '@mantine/core';
import { type CallView, LONGEST_PAUSE_MS } from '@perezvon/cti-server/contract';
import { IconPlayerPause, IconPlayerRecordFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { TimeLeft } from '../text/Timer.tsx';
import { useParts } from './parts.tsx';
import { isRecorded, pausedSince } from './recording-state.ts';
import classes from './RecordingPause.module.css';

/**
 * Whether a call that goes on is being recorded, and a pause for what must not be in it: shown to those who may, and the
 * pause itself to everybody. The PBX says how it is, never the button.
 */
export function RecordingPause({ call }: { call: CallView }) {
  const { t } = useSpeech();
  const { api, user, tellFailure } = useParts();
  const [busy, setBusy] = useState(false);
  const since = pausedSince(call);
  if (!isRecorded(call) || (since === null && !user.mayPause)) return null;
  const press = () => {
    setBusy(true);
    void api
      .pauseRecording(call.id, since === null)
      .catch(tellFailure)
      .finally(() => setBusy(false));
  };
  return (
    <div className={classes.bar} data-paused={since !== null || undefined}>
      <div className={classes.text}>
        <span className={classes.state} role="status">
          {since === null ? (
            <>
              <IconPlayerRecordFilled size={14} aria-hidden className={classes.mark} />
              {t.call.recorded.on}
            </>
          ) : (
            <>
              <IconPlayerPause size={16} aria-hidden />
              {t.call.recorded.paused}
            </>
          )}
        </span>
        {since !== null && (
          <span>
            {t.call.recorded.goesOn} <TimeLeft until={since + LONGEST_PAUSE_MS} />
          </span>
        )}
      </div>
      {user.mayPause && (
        <Button
          size="compact-sm"
          variant={since === null ? 'default' : 'filled'}
          className={classes.act}
          loading={busy}
          data-card-act="recording"
          title={t.call.recorded.hint}
          onClick={press}
        >
          {since === null ? t.call.recorded.pause : t.call.recorded.resume}
        </Button>
      )}
    </div>
  );
}
