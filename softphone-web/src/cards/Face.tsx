import { useState } from 'react';
import { initialsOf, tintOf } from './call-facts.ts';
import classes from './Face.module.css';

/** Of whom, as far as a face tells. */
export interface Faced {
  readonly id: string;
  readonly name: string;
  readonly kind?: 'person' | 'company';
  /** Version of the photo; absent for none. */
  readonly photo?: string | undefined;
}

/**
 * The photo of somebody, or the first letters of their name in a colour that stays theirs. Says nothing that the name
 * beside it does not.
 */
export function Face({ of, size }: { of: Faced; size?: 'small' | 'large' }) {
  // a photo that does not come leaves the letters
  const [failed, setFailed] = useState<string | null>(null);
  const { id, name, kind, photo } = of;
  return (
    <span
      className={classes.face}
      data-tint={tintOf(id)}
      data-kind={kind}
      data-size={size}
      // painted, not written: no text that a button with its own name would have to repeat
      data-letters={initialsOf(name) || '·'}
      aria-hidden
    >
      {photo !== undefined && photo !== failed && (
        <img
          className={classes.photo}
          src={photoOf(id, photo)}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setFailed(photo)}
        />
      )}
    </span>
  );
}

function photoOf(id: string, version: string): string {
  return `/api/contacts/${encodeURIComponent(id)}/photo?v=${encodeURIComponent(version)}`;
}
