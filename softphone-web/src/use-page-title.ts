import { useEffect } from 'react';
import { visible } from './ui/visible.ts';

/** Longest title given to the browser, characters: a caller's name may be 5,000. */
const LONGEST = 80;

/** Sets the title and the icon of the tab; both tell of ringing. */
export function usePageTitle(title: string, ringing: boolean): void {
  useEffect(() => {
    document.title = visible(title, LONGEST);
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = ringing ? '/favicon-ringing.svg' : '/favicon.svg';
  }, [title, ringing]);
}
