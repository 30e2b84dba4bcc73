import { type Static, Type } from 'typebox';
import { AppError } from '../kernel/errors.ts';

/** Headers of a request that replaces what somebody saw. */
export const Seen = Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 200 })) });

/** The version that they saw; undefined: whatever it is. Throws `AppError` `version-missing`. */
export function seenVersion({ 'if-match': header }: Static<typeof Seen>): string | undefined {
  if (header === undefined) throw new AppError('version-missing');
  const seen = header.trim();
  // a tag that is no version of ours fits nothing
  return seen === '*' ? undefined : (/^"([^"]*)"$/.exec(seen)?.[1] ?? seen);
}
