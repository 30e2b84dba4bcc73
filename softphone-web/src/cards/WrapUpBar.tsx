import { Button } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { timer } from '../text/time.ts';
import { useCardSettings } from './card-query.ts';
import { useParts } from './parts.tsx';
import { ownExtension } from './call-facts.ts';
import { type WrapUp, wrapUpOf } from './wrap-up.ts';
import classes from './WrapUpBar.module.css';

/** Where the reader's wrap-up of a call stands, looked at each second while its time runs. */
function useWrapUp(call: CallView): { wrapUp: WrapUp; left: number } {
  const { api, user } = useParts();
  const { wrapUpSec: seconds } = useCardSettings(api);
  const [now, setNow] = useState(Date.now);
  const wrapUp = wrapUpOf(call, { extension: ownExtension(call, user), seconds, now });
  const isRunning = wrapUp.kind === 'running';
  useEffect(() => {
    if (!isRunning) return undefined;
    const interval = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(interval);
  }, [isRunning]);
  return { wrapUp, left: wrapUp.kind === 'running' ? Math.max(0, wrapUp.endsAt - now) : 0 };
}

/**
 * What is left to do after a call: the time that the firm gives for it, and the end of it by hand. The card stays
 * while the time runs; when it is over, it goes where nothing was touched.
 */
export function WrapUpBar(props: {
  call: CallView;
  /** Something was typed or chosen: the card is in use. */
  touched: boolean;
  keep: () => void;
  close: () => void;
}) {
  const { t } = useSpeech();
  const { wrapUp, left } = useWrapUp(props.call);
  const { kind } = wrapUp;
  const keep = useEffectEvent(props.keep);
  const closeUntouched = useEffectEvent(() => {
    if (!props.touched) props.close();
  });
  const ran = useRef(false);
  useEffect(() => {
    if (kind === 'running') {
      ran.current = true;
      keep();
    } else if (kind === 'over' && ran.current) closeUntouched();
  }, [kind]);
  if (kind === 'none') return null;
  return (
    <div className={classes.bar} role="group" aria-label={t.wrapUp.title}>
      <strong>{t.wrapUp.title}</strong>
      <span className={classes.left} data-over={kind === 'over' || undefined}>
        {kind === 'running' && <span className="figures">{t.wrapUp.left(timer(left))}</span>}
        {kind === 'over' && t.wrapUp.over}
      </span>
      <Button
        size="compact-sm"
        variant="light"
        onClick={props.close}
        title="Alt+Z"
        aria-keyshortcuts="Alt+Z"
      >
        {t.wrapUp.done}
      </Button>
    </div>
  );
}
