import type { CSSProperties } from 'react';
import classes from './HostileText.module.css';

/** Longest text put into the page; the rest helps nobody and slows the layout. Characters. */
const LONGEST = 300;

/**
 * Text that a stranger wrote (a caller's name): literal, its direction kept inside
 * (`<bdi>`, so a right-to-left name does not turn the line round), and cut to `lines` with the
 * whole in its title.
 */
export function HostileText(props: { text: string; lines?: number; whole?: string }) {
  const clean = visible(props.text);
  const shown = clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
  const lines = props.lines ?? 1;
  return (
    <bdi
      className={lines === 1 ? classes.line : classes.lines}
      style={{ '--lines': lines } as CSSProperties}
      title={props.whole ?? clean}
    >
      {shown}
    </bdi>
  );
}

/** The text without control signs and direction overrides, which could disguise what follows. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
