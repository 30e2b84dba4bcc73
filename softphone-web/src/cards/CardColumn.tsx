import type { CallView } from '@perezvon/cti-server/contract';
import { IconPhoneIncoming } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSpeech } from '../text/language.tsx';
import { Plate } from '../ui/Plate.tsx';
import { tellHeight } from '../ui/tell-height.ts';
import { CallCard } from './CallCard.tsx';
import { hasPart } from './call-facts.ts';
import classes from './CardColumn.module.css';
import { MissedCard } from './MissedCard.tsx';
import { useParts } from './parts.tsx';
import { QuietCard } from './QuietCard.tsx';

const cardsHeight = tellHeight('--cards-height');

/** What can be done with the cards. */
export interface CardActs {
  readonly close: (callId: string) => void;
  /** The operator types a note: the card must not go by itself. */
  readonly keep: (callId: string) => void;
  /** Of a card that waits in the background. */
  readonly open: (callId: string) => void;
  readonly fold: (folded: boolean) => void;
}

/**
 * The cards of the calls at hand, on every screen: beside it where there is room, else above it and in
 * sight however far one scrolls. Only there can they be folded to a line.
 */
export function CardColumn(props: {
  cards: readonly CallView[];
  /** Ids of those of which a line is left: missed calls. */
  shrunk: readonly string[];
  /** Ids of those that wait in the background. */
  quiet: readonly string[];
  folded: boolean;
  acts: CardActs;
  /** On the desk the column is there without cards too, and says so. */
  onDesk: boolean;
  /** What stands above the cards. */
  before: ReactNode;
}) {
  const { t } = useSpeech();
  const { user } = useParts();
  const { cards, shrunk, quiet, folded, acts } = props;
  if (cards.length === 0 && !props.onDesk) return null;
  return (
    <aside
      id="cards"
      ref={cards.length > 0 ? cardsHeight : null}
      className={classes.column}
      data-cards={cards.length > 0 || undefined}
      aria-label={t.call.cards}
    >
      {props.before}
      {cards.map((call) =>
        shrunk.includes(call.id) ? (
          <MissedCard key={call.id} call={call} close={() => acts.close(call.id)} />
        ) : quiet.includes(call.id) ? (
          <QuietCard key={call.id} call={call} open={() => acts.open(call.id)} />
        ) : (
          <CallCard
            key={call.id}
            call={call}
            keep={() => acts.keep(call.id)}
            fold={{ folded, toggle: () => acts.fold(!folded) }}
            {...(hasPart(call, user) ? {} : { close: () => acts.close(call.id) })}
          />
        ),
      )}
      {cards.length === 0 && (
        <Plate label={t.call.noCall}>
          <div className={classes.none}>
            <IconPhoneIncoming size={30} stroke={1.3} aria-hidden />
            <strong>{t.call.noCall}</strong>
            <span className="quiet">{t.call.noCallHint}</span>
          </div>
        </Plate>
      )}
    </aside>
  );
}
