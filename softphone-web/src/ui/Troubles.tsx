import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle, IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Troubles.module.css';

/** Something failed: what, and a way to try again. */
export function Failure(props: { text: string; again?: { label: string; act: () => void } }) {
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} role="alert" title={props.text}>
      {props.again && (
        <Button size="xs" variant="default" onClick={props.again.act}>
          {props.again.label}
        </Button>
      )}
    </Alert>
  );
}

/** Nothing here, said kindly, with what can be done about it. */
export function Empty(props: { text: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <IconInbox size={28} stroke={1.4} aria-hidden />
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
