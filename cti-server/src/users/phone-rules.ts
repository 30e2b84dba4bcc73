import {
  isPhoneOf,
  type OwnPhone,
  phonesOf,
  type PhoneName,
  type User,
  type UserPatch,
} from '../contract/index.ts';
import { AppError, type Phrase } from '../kernel/errors.ts';
import type { UserStore } from './store.ts';

/** With an extension and no PBX named, the only PBX is meant. Throws `AppError` `pbx-not-configured`. */
export function withPbx<T extends UserPatch>(
  fields: T,
  { before, pbxIds }: { before: User | null; pbxIds: readonly string[] },
): T {
  // A user whose PBX left the configuration must still be one that can be disabled.
  if (fields.extension === undefined && fields.pbx === undefined) return fields;
  const extension = fields.extension === undefined ? before?.extension : fields.extension;
  const pbx = fields.pbx === undefined ? before?.pbx : fields.pbx;
  if (!extension) return fields;
  const meant = pbx ?? (pbxIds.length === 1 ? pbxIds[0] : null);
  if (meant && pbxIds.includes(meant)) return { ...fields, pbx: meant };
  throw notConfigured(meant ?? '', 'pbx');
}

/**
 * The further phones of a user as they are to be: without a first phone there are none. Throws `AppError`
 * `first-phone-missing`, `one-browser-phone`, `pbx-not-configured`.
 */
export function withMorePhones<T extends UserPatch>(
  fields: T,
  { before, pbxIds }: { before: User | null; pbxIds: readonly string[] },
): T {
  const after = { pbx: null, extension: null, device: 'browser' as const, ...before, ...fields };
  if (!after.extension) {
    if (fields.morePhones?.length) {
      throw new AppError('first-phone-missing', { fields: { extension: 'wrong' } });
    }
    return before?.morePhones ? { ...fields, morePhones: [] } : fields;
  }
  for (const { pbx } of fields.morePhones ?? []) {
    if (!pbxIds.includes(pbx)) throw notConfigured(pbx, 'morePhones');
  }
  refuseTwoInBrowser(phonesOf(after));
  return fields;
}

/** A page is one phone. Throws `AppError` `one-browser-phone`. */
export function refuseTwoInBrowser(phones: readonly OwnPhone[]): void {
  if (phones.filter(({ device }) => device === 'browser').length > 1) {
    throw new AppError('one-browser-phone', { fields: { morePhones: 'wrong' } });
  }
}

function notConfigured(pbx: string, field: string): AppError {
  return new AppError('pbx-not-configured', { values: { pbx }, fields: { [field]: 'wrong' } });
}

/** Extensions are one person's each: the SIP gate and the pop's audience rely on it. Throws `AppError` `extension-taken`. */
export async function refuseTaken(
  parts: {
    users: Pick<UserStore, 'list'>;
    /** Whether an extension is a shared place: nobody's own then. */
    isShared: (pbx: string, extension: string) => boolean;
  },
  id: string | null,
  user: Partial<Pick<User, 'pbx' | 'extension' | 'device' | 'morePhones' | 'disabled'>>,
): Promise<void> {
  if (user.disabled) return;
  const wanted = phonesOf({ pbx: null, extension: null, device: 'browser', ...user });
  if (wanted.length === 0) return;
  const others = (await parts.users.list()).filter((one) => one.id !== id && !one.disabled);
  for (const [index, phone] of wanted.entries()) {
    const field = index === 0 ? 'extension' : 'morePhones';
    const isSame = (one: PhoneName) => one.pbx === phone.pbx && one.extension === phone.extension;
    const other = others.find((one) => phonesOf(one).some(isSame));
    const isTwice = wanted.findIndex(isSame) < index;
    if (!other && !isTwice && !parts.isShared(phone.pbx, phone.extension)) continue;
    const whose = other ? ownedBy(other) : isTwice ? TWICE : SHARED;
    throw extensionTaken(phone.extension, { whose, field });
  }
}

/** Of whom an extension is. */
export function ownedBy({ login }: Pick<User, 'login'>): Phrase {
  return { ru: `уже у пользователя «${login}»`, en: `belongs to the user "${login}"` };
}

/** An extension is that of a shared place. */
export const SHARED: Phrase = { ru: 'уже общее место', en: 'is a shared place' };

const TWICE: Phrase = { ru: 'указан дважды', en: 'is given twice' };

/** An extension that cannot be given to somebody else. */
export function extensionTaken(
  extension: string,
  { whose, field = 'extension' }: { whose: Phrase; field?: string },
): AppError {
  return new AppError('extension-taken', {
    values: { extension, whose },
    fields: { [field]: 'taken' },
  });
}

/** A shared place is nobody's own phone. Throws `AppError` `pbx-not-configured`, `extension-taken`. */
export function refuseOwned(
  { pbx, extension }: PhoneName,
  { users, pbxIds }: { users: readonly User[]; pbxIds: readonly string[] },
): void {
  if (!pbxIds.includes(pbx)) throw notConfigured(pbx, 'pbx');
  const owner = users.find((user) => !user.disabled && isPhoneOf(user, { pbx, extension }));
  if (owner) throw extensionTaken(extension, { whose: ownedBy(owner) });
}
