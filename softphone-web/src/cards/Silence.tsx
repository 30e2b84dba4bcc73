import { useSpeech } from '../text/language.tsx';
import { timer } from '../text/time.ts';
import rows from '../ui/rows.module.css';
import classes from './Player.module.css';
import type { SilentPart } from './recording-state.ts';

/** F16 Where a recording was paused, and is silent; a click goes to where it goes on. */
export function Silence(props: { parts: readonly SilentPart[]; goTo: (seconds: number) => void }) {
  const { t } = useSpeech();
  if (props.parts.length === 0) return null;
  return (
    <ul className={rows.list} aria-label={t.call.recorded.pauses}>
      {props.parts.map(({ from, to }) => (
        <li key={from} className={classes.pause}>
          <button type="button" className={classes.moment} onClick={() => props.goTo(to)}>
            <span className="figures">{`${timer(from * 1_000)}–${timer(to * 1_000)}`}</span>
          </button>
          <span className={classes.text}>{t.call.recorded.silence}</span>
        </li>
      ))}
    </ul>
  );
}
