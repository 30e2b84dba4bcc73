import { type Static, Type } from 'typebox';
import { AppError } from '../kernel/errors.ts';

/** Headers of a request that replaces what somebody saw. */
export const Seen = Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 200 })) });

/** What the documentation of such a request says of them. */
export const SEEN =
  'If-Match has the `version` that was seen, in quotation marks: where somebody changed it since, the answer is 412 and nothing is written (`*`: whatever it is)';

/** A request with `Seen`, as far as it says what is replaced. */
interface Replacing {
  readonly url: string;
  readonly headers: Static<typeof Seen>;
}

/**
 * Does `work` where `now` gives the version that they saw; who replaces the same at the same time waits. Throws `AppError`
 * `version-missing`, `changed-meanwhile`.
 */
export type Replace = <T>(
  request: Replacing,
  now: () => string | Promise<string>,
  work: () => Promise<T>,
) => Promise<T>;

/** The version that they saw; undefined: whatever it is. Throws `AppError` `version-missing`. */
export function seenVersion({ 'if-match': header }: Static<typeof Seen>): string | undefined {
  if (header === undefined) throw new AppError('version-missing');
  const seen = header.trim();
  // a tag that is no version of ours fits nothing
  return seen === '*' ? undefined : (/^"([^"]*)"$/.exec(seen)?.[1] ?? seen);
}

/** Nobody replaces anything yet. */
export function createReplace(): Replace {
  const last = new Map<string, Promise<unknown>>();
  return async ({ url, headers }, now, work) => {
    const seen = seenVersion(headers);
    const before = last.get(url);
    const own = (async () => {
      await before?.catch(() => {});
      if (seen !== undefined && seen !== (await now())) throw new AppError('changed-meanwhile');
      return work();
    })();
    last.set(url, own);
    try {
      return await own;
    } finally {
      if (last.get(url) === own) last.delete(url);
    }
  };
}
