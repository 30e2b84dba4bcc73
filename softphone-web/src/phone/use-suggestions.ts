import { useEffect, useState } from 'react';
import type { Suggestion } from './suggestion.ts';

/** Pause after the last key before anybody is searched, ms. */
const SEARCH_AFTER_MS = 150;
/** Fewer characters fit too many. */
const SHORTEST = 2;

/** Who fits what is typed, and whether it is known that nobody does; what was found for a beginning of it stays until better is known: no flicker while typing. */
export function useSuggestions(
  text: string,
  suggest: (text: string) => Promise<readonly Suggestion[]>,
): { readonly fitting: readonly Suggestion[]; readonly nobody: boolean } {
  const [found, setFound] = useState<Found>({ wanted: '', list: [] });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < SHORTEST) return;
    let stale = false;
    const timer = setTimeout(() => {
      suggest(wanted).then(
        (list) => !stale && setFound({ wanted, list }),
        () => !stale && setFound({ wanted, list: [] }),
      );
    }, SEARCH_AFTER_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [wanted, suggest]);
  const fits = wanted.length >= SHORTEST && wanted.startsWith(found.wanted);
  if (!fits) return { fitting: [], nobody: false };
  const isAll = found.wanted === wanted;
  const fitting = isAll ? found.list : found.list.filter((one) => goesOn(one, wanted));
  return { fitting, nobody: isAll && found.list.length === 0 };
}

/** Whether somebody who was found for less fits more, too: Enter must call nobody else meanwhile. */
function goesOn({ name, number }: Suggestion, text: string): boolean {
  return `${name} ${number}`.toLocaleLowerCase().includes(text.toLocaleLowerCase());
}

interface Found {
  readonly wanted: string;
  readonly list: readonly Suggestion[];
}
