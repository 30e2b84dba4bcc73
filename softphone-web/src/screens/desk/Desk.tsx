import { VisuallyHidden } from '@mantine/core';
import { RecentCalls } from '../../cards/RecentCalls.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';

/** Where the operator spends the day: the recent calls, beside the cards that every screen has. */
export function Desk() {
  const { t } = useSpeech();
  return (
    <>
      <VisuallyHidden component="h1">{t.app.desk}</VisuallyHidden>
      <Plate>
        <RecentCalls />
      </Plate>
    </>
  );
}
