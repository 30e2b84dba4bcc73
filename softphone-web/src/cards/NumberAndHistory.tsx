import { IconHistory } from '@tabler/icons-react';
import { Link } from 'wouter';
import { isFramed } from '../frame/framed.ts';
import { useSpeech } from '../text/language.tsx';
import { historyOf } from './history-filter.ts';
import { NumberLink } from './NumberLink.tsx';
import classes from './NumberLink.module.css';

/** A number that calls when clicked, and beside it the way to all calls with it. */
export function NumberAndHistory({ number }: { number: string }) {
  const { t, number: shown } = useSpeech();
  const words = t.history.callsWith(shown(number));
  return (
    <span className={classes.pair}>
      <NumberLink number={number} />
      {/* within another page there are no screens to go to */}
      {!isFramed && (
        <Link
          href={historyOf(number)}
          className={classes.history ?? ''}
          title={words}
          aria-label={words}
        >
          <IconHistory size={16} stroke={1.8} aria-hidden />
        </Link>
      )}
    </span>
  );
}
