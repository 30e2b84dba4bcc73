import { initialsOf, tintOf } from './call-facts.ts';
import classes from './Initials.module.css';

/** The first letters of somebody's name, in a colour that stays theirs. Says nothing that the name beside it does not. */
export function Initials({ contact }: { contact: { readonly id: string; readonly name: string } }) {
  return (
    <span className={classes.initials} data-tint={tintOf(contact.id)} aria-hidden>
      {initialsOf(contact.name) || '·'}
    </span>
  );
}
