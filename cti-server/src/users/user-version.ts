import { versionOf } from '@perezvon/crm-core';
import { type User, withOwnPhone } from '../contract/index.ts';

/** The version of what administrators set of a user; where they sit for a shift, and the language of their page, do not matter. */
export function userVersion(user: User): string {
  const { login, name, role, pbx, extension, device, disabled, ...rest } = withOwnPhone(user);
  const { mayHear, mayExport, mayPause, morePhones = [] } = rest;
  const may = [mayHear, mayExport, mayPause];
  const more = morePhones.map((phone) => [phone.pbx, phone.extension, phone.device]);
  return versionOf([login, name, role, pbx, extension, device, disabled, may, more]);
}
