import {
  type MorePhone,
  type NewUser,
  type Role,
  type User,
  type UserPatch,
  withOwnPhone,
} from '@perezvon/cti-server/contract';
import { joinedForm, type Three } from '../../cards/meanwhile.ts';
import type { TypedPhone } from './MorePhones.tsx';

/** What stands in the form of a user. */
export interface UserForm {
  readonly name: string;
  readonly login: string;
  readonly role: Role;
  readonly pbx: string;
  readonly extension: string;
  readonly device: User['device'];
  /** Empty: as it was. */
  readonly sipPassword: string;
  readonly mayHear: boolean;
  readonly mayExport: boolean;
  readonly mayPause: boolean;
  readonly morePhones: readonly TypedPhone[];
}

/** The form of a user, or of a new one (null) at a PBX. */
export function formOf(user: User | null, pbx: string): UserForm {
  // where they sit at a shared place is not theirs
  const own = user && withOwnPhone(user);
  return {
    name: user?.name ?? '',
    login: user?.login ?? '',
    role: user?.role ?? 'operator',
    pbx: user ? (own?.pbx ?? '') : pbx,
    extension: own?.extension ?? '',
    device: user?.device ?? 'browser',
    sipPassword: '',
    mayHear: user?.mayHear ?? true,
    mayExport: user?.mayExport ?? true,
    mayPause: user?.mayPause ?? false,
    morePhones: (own?.morePhones ?? []).map((phone) => ({ ...phone, sipPassword: '' })),
  };
}

/** What they saved, with my changes on top; of two who add a phone each, both are there. */
export function joinedUser(three: Three<UserForm>): UserForm {
  return joinedForm(three, { morePhones: ({ pbx, extension }) => `${pbx} ${extension}` });
}

/** What is sent of a new user. */
export function sentOf({ sipPassword, morePhones, ...form }: UserForm): NewUser {
  const extension = form.extension.trim() || null;
  return {
    ...form,
    pbx: form.pbx.trim() || null,
    extension,
    ...(sipPassword ? { sipPassword } : {}),
    ...(morePhones.length > 0 ? { morePhones: extension ? morePhones.map(told) : [] } : {}),
  };
}

/** What is another than when the form was opened: what somebody else changed meanwhile stays as they left it. */
export function changesOf(opened: UserForm, form: UserForm): UserPatch {
  const phonesOf = (one: UserForm) => ({ morePhones: [], ...sentOf(one) });
  const before = new Map(Object.entries(phonesOf(opened)));
  return Object.fromEntries(
    Object.entries(phonesOf(form)).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before.get(field)),
    ),
  );
}

/** A phone without what was not typed. */
function told({ sipPassword, ...phone }: TypedPhone): MorePhone {
  return sipPassword ? { ...phone, sipPassword } : phone;
}
