import { IconHistory } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { historyOf } from './history-filter.ts';
import classes from './NumberLink.module.css';

/** Leads from a number or name on the screen to all calls with it. */
export function HistoryLink({ text }: { text: string }) {
  const { t, number } = useSpeech();
  const words = t.history.callsWith(number(text));
  return (
    <Link href={historyOf(text)} className={classes.history ?? ''} title={words} aria-label={words}>
      <IconHistory size={16} stroke={1.8} aria-hidden />
    </Link>
  );
}
