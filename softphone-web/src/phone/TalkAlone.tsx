import { Button } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconPhoneOff } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';
import { Timer } from '../text/Timer.tsx';
import classes from './CallStrip.module.css';
import type { PhoneActs } from './phone-acts.ts';
import type { PhoneCall } from './phone.ts';

/**
 * Talks whose page has lost its session: the sound goes its own way and they go on. All that can be done with them is
 * to say nothing, and to end them; who is on the other side is not shown to who has not signed in.
 */
export function TalkAlone({ calls, acts }: { calls: readonly PhoneCall[]; acts: PhoneActs }) {
  const { t } = useSpeech();
  return (
    <section aria-label={t.phone.bar} style={{ padding: 12 }}>
      {calls.map(({ id, state, muted, heldSince, answeredAt, startedAt }) => (
        <div key={id} className={classes.strip} data-state={state}>
          <div className={classes.who}>
            <strong>
              {t.phone.states[state]} <Timer since={heldSince ?? answeredAt ?? startedAt} />
            </strong>
          </div>
          <div className={classes.acts}>
            <Button
              size="sm"
              variant={muted ? 'filled' : 'default'}
              color="orange.8"
              leftSection={
                muted ? (
                  <IconMicrophoneOff size={18} aria-hidden />
                ) : (
                  <IconMicrophone size={18} aria-hidden />
                )
              }
              onClick={() => acts.mute(id, !muted)}
            >
              {muted ? t.phone.unmute : t.phone.mute}
            </Button>
            <Button
              size="sm"
              color="red"
              leftSection={<IconPhoneOff size={18} aria-hidden />}
              onClick={() => acts.hangUp(id)}
            >
              {t.phone.hangUp}
            </Button>
          </div>
        </div>
      ))}
    </section>
  );
}
