import { Kbd } from '@mantine/core';
import { IconBuilding, IconHandGrab, IconHeadset, IconUser } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './DialBox.module.css';
import type { Suggestion } from './suggestion.ts';

const icons = { person: IconHeadset, house: IconBuilding, contact: IconUser, pickup: IconHandGrab };

/** Whom a box offers: what they are, the name, the number; `first`: whom Enter takes. */
export function SuggestionRow({ one, first }: { one: Suggestion; first: boolean }) {
  const { t, number } = useSpeech();
  const Icon = icons[one.kind];
  return (
    <span className={classes.option}>
      <span className={classes.who}>
        <Icon size={17} stroke={1.8} aria-label={t.phone.kinds[one.kind]} />
        <HostileText text={one.name} />
        {one.kind === 'pickup' && <span className="quiet">{t.phone.kinds.pickup}</span>}
      </span>
      <span className="figures">
        {first && (
          <>
            <Kbd size="xs">Enter</Kbd>{' '}
          </>
        )}
        {number(one.number)}
      </span>
    </span>
  );
}
