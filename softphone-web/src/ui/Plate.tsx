import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Plate.module.css';

/** A surface that holds one thing. `tone` colours its edge when it wants attention. */
export function Plate(props: {
  children: ReactNode;
  tone?: 'plain' | 'ringing' | 'talking' | 'held';
  label?: string;
}) {
  return (
    <Paper
      component="section"
      className={classes.plate}
      data-tone={props.tone ?? 'plain'}
      aria-label={props.label}
    >
      {props.children}
    </Paper>
  );
}
