import type { CSSProperties } from 'react';
import classes from './HostileText.module.css';
import { visible } from './visible.ts';

/** Longest text in a title, characters: the rest helps nobody. */
const LONGEST_TITLE = 2_000;

/**
 * Text that a stranger wrote (a caller's name): literal, its direction kept inside
 * (`<bdi>`, so a right-to-left name does not turn the line round), and cut to `lines` with the
 * whole in its title.
 */
export function HostileText(props: { text: string; lines?: number; whole?: string }) {
  const lines = props.lines ?? 1;
  return (
    <bdi
      className={lines === 1 ? classes.line : classes.lines}
      style={{ '--lines': lines } as CSSProperties}
      title={visible(props.whole ?? props.text, LONGEST_TITLE)}
    >
      {visible(props.text)}
    </bdi>
  );
}
