import type { OwnPhone, PhoneName, User } from './http.ts';

/** Whose phones are looked for. */
export type PhoneOwner = Pick<User, 'pbx' | 'extension' | 'device' | 'morePhones'>;

/** All phones of a user: the first is the one that a call is placed from unless another is named. */
export function phonesOf({ pbx, extension, device, morePhones = [] }: PhoneOwner): OwnPhone[] {
  const first = pbx !== null && extension !== null ? [{ pbx, extension, device }] : [];
  return [...first, ...morePhones];
}

/** The phone of a user's that is in the browser; null where none is. */
export function browserPhoneOf(user: PhoneOwner): OwnPhone | null {
  return phonesOf(user).find(({ device }) => device === 'browser') ?? null;
}

/** A user with the phones that are their own: the one of the shared place where they sit, the last of all, is not. */
export function withOwnPhone({ place, morePhones, ...user }: User): User {
  const own = place === undefined ? morePhones : morePhones?.slice(0, -1);
  if (own?.length) return { ...user, morePhones: own };
  const isFirst = place !== undefined && morePhones === undefined;
  return isFirst ? { ...user, pbx: null, extension: null } : user;
}

/** Whether an extension of a PBX is a phone of the user's. */
export function isPhoneOf(user: PhoneOwner, { pbx, extension }: PhoneName): boolean {
  return phonesOf(user).some((one) => one.pbx === pbx && one.extension === extension);
}
