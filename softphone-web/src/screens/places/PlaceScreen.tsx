import { Button, Skeleton } from '@mantine/core';
import type { PbxStatus, Place } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { PlaceNew } from './PlaceNew.tsx';
import { PlaceRows } from './PlaceRows.tsx';
import { usePlaces } from './use-places.ts';

/** Places that belong to nobody: taken and left by everybody, set up and freed by administrators. */
export function PlaceScreen({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { api, user, tellFailure } = useParts();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Place | null>(null);
  const query = usePlaces();
  const isAdmin = user.role === 'admin';

  async function act(change: () => Promise<void>) {
    try {
      await change();
      setAsking(null);
    } catch (error) {
      tellFailure(error);
    } finally {
      await queries.invalidateQueries({ queryKey: ['places'] });
    }
  }

  const more = (place: Place) => (
    <>
      {place.holder && place.holder.id !== user.id && (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={`${t.places.putOut}: ${place.extension}`}
          onClick={() => void act(() => api.freePlace(place.id))}
        >
          {t.places.putOut}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        aria-label={`${t.places.remove}: ${place.extension}`}
        onClick={() => setAsking(place)}
      >
        {t.places.remove}
      </Button>
    </>
  );

  return (
    <Plate label={t.places.title}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.places.title}</h1>
        <p className="quiet">{t.places.about}</p>
      </div>
      {query.isPending && <Skeleton height={120} radius="md" />}
      {query.isError && (
        <Failure
          text={t.places.failed}
          again={{ label: t.app.retry, act: () => void query.refetch() }}
        />
      )}
      {query.data?.length === 0 && <Empty text={isAdmin ? t.places.noneYet : t.places.none} />}
      {query.data && <PlaceRows places={query.data} {...(isAdmin ? { more } : {})} />}
      {isAdmin && <PlaceNew pbx={pbx} />}
      <Question
        asked={asking !== null}
        title={t.places.removeTitle(asking?.extension ?? '')}
        act={t.places.remove}
        does={() => act(() => api.removePlace(asking?.id ?? ''))}
        close={() => setAsking(null)}
      >
        <p>{t.places.removeText}</p>
      </Question>
    </Plate>
  );
}
