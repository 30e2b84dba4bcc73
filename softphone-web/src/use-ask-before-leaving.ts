import { useEffect } from 'react';

/** While `busy`, the browser asks before it reloads or closes the tab: the call in it ends unless the page comes back soon (P7). */
export function useAskBeforeLeaving(busy: boolean): void {
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [busy]);
}
