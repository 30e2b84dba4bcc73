import { type DatabaseHandle, transaction } from '@perezvon/crm-core';
import { AppError } from '../kernel/errors.ts';
import { type KeyPlace, presentKeys } from '../kernel/secret-key.ts';
import { keyIdOf } from '../kernel/secrets.ts';

/** What was given up, because no key opens it. */
export interface Forgotten {
  readonly connections: number;
  readonly sipPasswords: number;
  readonly webhooks: number;
  /** Whose they were. */
  readonly secondFactors: readonly { readonly id: string; readonly name: string }[];
}

/** Columns with a sealed text each; those of PBX connections lie in a JSON object beside. */
const SIP_PASSWORDS = ['users', 'user_phones', 'places'] as const;
const SEALED = `
  ${SIP_PASSWORDS.map((table) => `SELECT sip_password AS text FROM ${table}`).join(' UNION ALL ')}
  UNION ALL SELECT secret FROM second_factors
  UNION ALL SELECT secret FROM webhooks
  UNION ALL SELECT old_secret FROM webhooks
  UNION ALL SELECT value FROM pbx_connections, json_each(secrets)`;
/** Stands where a secret was: no key opens it, and whoever asks for it is told to type it anew. */
const FORGOTTEN = 'forgotten';

/**
 * The key opens at least one of the stored secrets, where there are any: a lost or mistaken key is named before it is
 * needed, and none is made in its place. Gives how many there are. Throws `AppError` `secret-key-missing`, `secret-key-other`, or as `loadKeys`.
 */
export function requireKey(handle: DatabaseHandle, place: KeyPlace): number {
  const sealedBy = handle.sqlite
    .prepare<[], string>(`SELECT substr(text, 4, 8) FROM (${SEALED}) WHERE text LIKE 'v1.%'`)
    .pluck()
    .all();
  if (sealedBy.length === 0) return 0;
  const keys = presentKeys(place);
  const where = place.given === null ? place.dataDir : 'PEREZVON_KEY';
  const values = { where, count: sealedBy.length };
  if (!keys) throw new AppError('secret-key-missing', { values });
  const ids = new Set(keys.map(keyIdOf));
  if (!sealedBy.some((id) => ids.has(id))) throw new AppError('secret-key-other', { values });
  return sealedBy.length;
}

/** Whether any stored secret was sealed by another key than the first of these. */
export function isSealedByOlder(handle: DatabaseHandle, [first]: readonly Buffer[]): boolean {
  const sealed = handle.sqlite.prepare(
    `SELECT 1 FROM (${SEALED}) WHERE text LIKE 'v1.%' AND substr(text, 4, 8) <> ? LIMIT 1`,
  );
  return first !== undefined && sealed.get(keyIdOf(first)) !== undefined;
}

/**
 * Gives up what no key that is there opens, so that nobody is kept out by it: people with a second factor sign in
 * without, SIP passwords and secrets of PBX connections are to be typed anew, those of webhooks made anew.
 */
export function forgetUnreadable(handle: DatabaseHandle, place: KeyPlace): Forgotten {
  const { sqlite } = handle;
  const ids = JSON.stringify((presentKeys(place) ?? []).map(keyIdOf));
  const isLost = (column: string) =>
    `${column} IS NOT NULL AND substr(${column}, 4, 8) NOT IN (SELECT value FROM json_each(?))`;
  return transaction(handle, () => {
    let sipPasswords = 0;
    for (const table of SIP_PASSWORDS)
      sipPasswords += sqlite
        .prepare(`UPDATE ${table} SET sip_password = NULL WHERE ${isLost('sip_password')}`)
        .run(ids).changes;
    const lost = `SELECT user_id FROM second_factors WHERE ${isLost('secret')}`;
    sqlite.prepare(`DELETE FROM recovery_codes WHERE user_id IN (${lost})`).run(ids);
    const secondFactors = sqlite
      .prepare<[string], { id: string; name: string }>(
        `SELECT id, name FROM users WHERE id IN (${lost}) ORDER BY name`,
      )
      .all(ids);
    sqlite.prepare(`DELETE FROM second_factors WHERE ${isLost('secret')}`).run(ids);
    const connections = sqlite
      .prepare(
        `UPDATE pbx_connections SET secrets =
           (SELECT json_group_object(key, CASE WHEN ${isLost('value')} THEN '${FORGOTTEN}' ELSE value END)
            FROM json_each(secrets))
         WHERE EXISTS (SELECT 1 FROM json_each(secrets) WHERE ${isLost('value')})`,
      )
      .run(ids, ids).changes;
    sqlite.prepare(`UPDATE webhooks SET old_secret = NULL WHERE ${isLost('old_secret')}`).run(ids);
    const webhooks = sqlite
      .prepare(`UPDATE webhooks SET secret = '${FORGOTTEN}' WHERE ${isLost('secret')}`)
      .run(ids).changes;
    return { connections, sipPasswords, webhooks, secondFactors };
  });
}
