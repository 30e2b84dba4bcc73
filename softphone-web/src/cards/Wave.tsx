import { useId } from 'react';
import { useSpeech } from '../text/language.tsx';
import classes from './Player.module.css';
import type { SilentPart } from './recording-state.ts';

/** The course of a recording, as far as it has played; a click goes there. The player itself is there for the keyboard. */
export function Wave(props: {
  peaks: readonly number[];
  /** 0…1 */
  at: number;
  /** Where it was paused, each 0…1. */
  silent: readonly SilentPart[];
  goTo: (part: number) => void;
}) {
  const { t } = useSpeech();
  const { peaks, at, silent, goTo } = props;
  const id = useId();
  const bars = peaks
    .map((peak, index) => `M${index + 0.5} ${20 - barOf(peak)}V${20 + barOf(peak)}`)
    .join('');
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- as above
    <svg
      className={classes.wave}
      viewBox={`0 0 ${peaks.length} 40`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t.call.player.wave}
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        goTo(Math.min(1, Math.max(0, (event.clientX - left) / width)));
      }}
    >
      {silent.map(({ from, to }) => (
        <rect
          key={from}
          x={from * peaks.length}
          width={(to - from) * peaks.length}
          y="0"
          height="40"
          className={classes.silent}
        />
      ))}
      <path d={bars} className={classes.rest} />
      <clipPath id={id}>
        <rect x="0" y="0" width={peaks.length * at} height="40" />
      </clipPath>
      <path d={bars} className={classes.played} clipPath={`url(#${id})`} />
    </svg>
  );
}

const barOf = (peak: number) => Math.max(0.8, Math.round(peak * 190) / 10);
