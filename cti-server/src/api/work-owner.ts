import { AppError } from '../kernel/errors.ts';
import type { Accounts } from '../users/accounts.ts';

/** Throws `invalid` where nobody who works here is to look after something; absent and null are nobody's. */
export async function mustWorkHere(
  ownerId: string | null | undefined,
  accounts: Pick<Accounts, 'get'>,
): Promise<void> {
  if (ownerId === undefined || ownerId === null) return;
  const owner = await accounts.get(ownerId);
  if (owner && !owner.disabled) return;
  const values = { what: 'ownerId names nobody who works here' };
  throw new AppError('invalid', { values, fields: { ownerId: 'wrong' } });
}
