import type { User } from '../contract/index.ts';

/** A user with the phone that is their own: where they sit at a shared place is not. */
export function withOwnPhone({ place, ...user }: User): User {
  return place === undefined ? user : { ...user, pbx: null, extension: null };
}
