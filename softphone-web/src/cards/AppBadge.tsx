import { useEffect } from 'react';
import { useMissed } from './missed-query.ts';

/** The number of those who wait, ringing now or to be called back, at the page's icon in the task bar where there is such. */
export function AppBadge({ ringing }: { ringing: number }) {
  const count = ringing + (useMissed().data?.total ?? 0);
  useEffect(() => {
    // Absent in many browsers, though the type does not say so; refused where the page is not installed.
    if ('setAppBadge' in navigator) navigator.setAppBadge(count).catch(() => undefined);
  }, [count]);
  return null;
}
