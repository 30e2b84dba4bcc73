import { useEffect } from 'react';

/**
 * While `busy`, the browser asks before it reloads or closes the tab: a call in it ends unless the page comes back soon
 * (P7), and what was written and not saved is gone.
 */
export function useAskBeforeLeaving(busy: boolean): void {
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [busy]);
}
