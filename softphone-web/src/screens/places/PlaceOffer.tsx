import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { PlaceRows } from './PlaceRows.tsx';
import { usePlaces } from './use-places.ts';

/** Asks who has no extension where they sit today; nothing where there are no shared places. */
export function PlaceOffer() {
  const { t } = useSpeech();
  const query = usePlaces();
  if (!query.data || query.data.length === 0) return null;
  const free = query.data.filter(({ holder }) => holder === null);
  return (
    <Plate label={t.places.where}>
      <div className={rows.top}>
        <h2 className={rows.title}>{t.places.where}</h2>
        {free.length === 0 && <p className="quiet">{t.places.allTaken}</p>}
      </div>
      <PlaceRows places={free} />
    </Plate>
  );
}
