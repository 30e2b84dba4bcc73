import type { Endpoint } from '../users/scopes.ts';

/** Later than any call, as SQLite takes it. */
export const FAR = 8_640_000_000_000_000;
/** A time of a period, ms epoch, that SQLite can hold. */
export const finite = (at: number) => Math.min(at, FAR);

/**
 * W4 The condition that a call `c` touched one of the endpoints, at the time in which it counts; `fixed` and `shared`
 * are the placeholders of what `endpointLists` gives.
 */
export const touching = (fixed: string, shared: string) =>
  `EXISTS (SELECT 1 FROM call_extensions x WHERE x.call_id = c.id AND (
    (x.pbx, x.extension) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${fixed}))
    OR EXISTS (SELECT 1 FROM json_each(${shared}) s WHERE s.value ->> 0 = x.pbx AND s.value ->> 1 = x.extension
      AND c.started_at < s.value ->> 3 AND coalesce(c.ended_at, ${FAR}) >= s.value ->> 2)))`;

/** Those that always count, and those with a time, each as JSON for `touching`. */
export function endpointLists(endpoints: readonly Endpoint[]): { fixed: string; shared: string } {
  const fixed = endpoints.flatMap(({ pbx, extension, during }) =>
    during ? [] : [[pbx, extension]],
  );
  const shared = endpoints.flatMap(({ pbx, extension, during }) =>
    during ? [[pbx, extension, during.from, finite(during.to)]] : [],
  );
  return { fixed: JSON.stringify(fixed), shared: JSON.stringify(shared) };
}
