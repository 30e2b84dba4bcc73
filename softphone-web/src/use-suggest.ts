import type { Directory, FeatureCodes } from '@perezvon/cti-server/contract';
import { useCallback, useRef } from 'react';
import type { Suggestion } from './phone/suggestion.ts';
import type { ApiClient } from './services/api-client.ts';

/** Most suggestions of one kind. */
const MOST = 6;
/** People and numbers of the house are asked for again after so long, ms. */
const DIRECTORY_STAYS_MS = 60_000;

const NOBODY: Directory = { items: [] };

/** Finds whom one may call, or send a call to: colleagues, numbers of the house, contacts; by name or number. */
export function useSuggest(options: {
  api: ApiClient;
  extension: string | null;
  codes: FeatureCodes;
}): (text: string) => Promise<readonly Suggestion[]> {
  const { api, extension, codes } = options;
  const known = useRef<{ at: number; list: Promise<Directory> } | null>(null);
  return useCallback(
    async (text: string) => {
      const now = performance.now();
      if (!known.current || now - known.current.at > DIRECTORY_STAYS_MS) {
        known.current = { at: now, list: api.directory() };
        known.current.list.catch(() => (known.current = null));
      }
      const [directory, contacts] = await Promise.all([
        // without colleagues contacts are still to be found
        known.current.list.catch(() => NOBODY),
        api.contacts(text, null),
      ]);
      const house = directory.items
        .filter((one) => one.number !== extension && fits(one, text))
        .slice(0, MOST)
        .flatMap(({ kind, name, number }) => {
          const id = `${kind}-${number}`;
          const taken =
            kind === 'person' && codes.pickup
              ? [
                  {
                    id: `pickup-${number}`,
                    kind: 'pickup' as const,
                    name,
                    number: codes.pickup + number,
                  },
                ]
              : [];
          return [{ id, kind, name, number }, ...taken];
        });
      const people = contacts.items
        .flatMap(({ name, numbers }) =>
          numbers.map((one) => ({
            id: one.id,
            kind: 'contact' as const,
            name,
            number: one.e164 ?? one.written,
          })),
        )
        .slice(0, MOST);
      return [...house, ...people];
    },
    [api, extension, codes.pickup],
  );
}

/** The number begins so, or a word of the name does. */
function fits({ name, number }: Directory['items'][number], text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  if (number.startsWith(wanted)) return true;
  const whole = name.toLocaleLowerCase();
  return whole.startsWith(wanted) || whole.split(/\s+/).some((word) => word.startsWith(wanted));
}
