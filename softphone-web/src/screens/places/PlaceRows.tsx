import { Badge, Button } from '@mantine/core';
import type { Me, Place } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';

/** Shared places, each with who sits there, and the way to sit down or leave. */
export function PlaceRows(props: {
  places: readonly Place[];
  /** What an administrator can do with one beside that. */
  more?: (place: Place) => ReactNode;
}) {
  const { t } = useSpeech();
  const { api, user, setMe, tellFailure } = useParts();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);

  async function move(id: string, act: () => Promise<Me>) {
    setBusy(id);
    try {
      setMe(await act());
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(null);
      await queries.invalidateQueries({ queryKey: ['places'] });
    }
  }

  return (
    <ul className={rows.list}>
      {props.places.map((place) => {
        const { id, extension, holder, device, pbx } = place;
        const mine = holder?.id === user.id;
        return (
          <li key={id} className={rows.row}>
            <div className={rows.who}>
              <div className={rows.name}>
                {extension}
                <Badge
                  color={holder && !mine ? 'gray' : 'bell'}
                  variant="light"
                  size="sm"
                  tt="none"
                  ml="xs"
                >
                  {mine ? t.places.yours : holder ? t.places.taken : t.places.free}
                </Badge>
              </div>
              <div className="quiet">
                <HostileText
                  text={[pbx, t.phone.devices[device], mine ? '' : (holder?.name ?? '')]
                    .filter(Boolean)
                    .join(' · ')}
                />
              </div>
            </div>
            <div className={rows.acts}>
              {mine && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  loading={busy === id}
                  onClick={() => void move(id, () => api.leavePlace())}
                >
                  {t.places.leave}
                </Button>
              )}
              {!holder && (
                <Button
                  size="compact-sm"
                  variant="light"
                  loading={busy === id}
                  aria-label={`${t.places.take}: ${extension}`}
                  onClick={() => void move(id, () => api.takePlace(id))}
                >
                  {t.places.take}
                </Button>
              )}
              {props.more?.(place)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
