import type { CallView } from '@perezvon/cti-server/contract';
import { IconPhoneIncoming } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CallCard } from '../../cards/CallCard.tsx';
import { RecentCalls } from '../../cards/RecentCalls.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './Desk.module.css';

/** Where the operator spends the day: the cards of the calls at hand beside the recent calls. */
export function Desk(props: {
  cards: readonly CallView[];
  close: (callId: string) => void;
  keep: (callId: string) => void;
  /** Something to do before the first call (permissions). */
  before?: ReactNode;
}) {
  const { t } = useSpeech();
  return (
    <div className={classes.desk}>
      <h1 className={classes.title}>{t.app.desk}</h1>
      <div className={classes.cards} aria-live="polite">
        {props.before}
        {props.cards.map((call) => (
          <CallCard
            key={call.id}
            call={call}
            keep={() => props.keep(call.id)}
            {...(call.state === 'ended' ? { close: () => props.close(call.id) } : {})}
          />
        ))}
        {props.cards.length === 0 && (
          <Plate label={t.call.noCall}>
            <div className={classes.none}>
              <IconPhoneIncoming size={30} stroke={1.3} aria-hidden />
              <strong>{t.call.noCall}</strong>
              <span className="quiet">{t.call.noCallHint}</span>
            </div>
          </Plate>
        )}
      </div>
      <Plate>
        <RecentCalls />
      </Plate>
    </div>
  );
}
