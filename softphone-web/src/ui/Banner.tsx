import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Banner.module.css';

/** A line across the page for something that is wrong now and for all. */
export function Banner(props: { tone: 'bad' | 'warn' | 'info'; children: ReactNode }) {
  const Icon = props.tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.banner} data-tone={props.tone} role="status">
      <Icon size={19} stroke={1.8} aria-hidden />
      <div className={classes.text}>{props.children}</div>
    </div>
  );
}
