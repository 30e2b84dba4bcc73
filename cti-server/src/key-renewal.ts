import { addKey, dropOldKeys, type KeyPlace, loadKeys } from './kernel/secret-key.ts';
import type { Secrets } from './kernel/secrets.ts';

/** Whoever has sealed secrets in the database. */
export interface SecretHolder {
  renewSecrets(): Promise<void>;
}

/** Renews the key of stored secrets while the server runs. */
export interface KeyRenewal {
  /** Ends what a crash cut short, and takes up a new key of PEREZVON_KEY. */
  finish(): Promise<void>;
  /** Makes a new key, seals everything by it and forgets the old one. Throws `AppError` `secret-key-given`. */
  renew(): Promise<void>;
}

/**
 * The new key is beside the old one until everything is sealed by it: a crash in between loses nothing. A secret
 * that cannot be opened by any key stays as it is.
 */
export function createKeyRenewal(parts: {
  place: KeyPlace;
  secrets: Pick<Secrets, 'use'>;
  holders: readonly SecretHolder[];
  /** Whether any stored secret waits to be sealed by the first of these keys. */
  isDue: (keys: readonly Buffer[]) => boolean;
  /** Notes that a key of PEREZVON_KEY is taken up: nobody asked for it in the page. */
  noted: () => Promise<void>;
}): KeyRenewal {
  const { place, secrets, holders, isDue, noted } = parts;
  /** One at a time: two would drop each other's key. */
  let last: Promise<void> = Promise.resolve();

  async function seal(): Promise<void> {
    for (const holder of holders) await holder.renewSecrets();
    secrets.use(dropOldKeys(place));
  }

  return {
    async finish() {
      const keys = loadKeys(place);
      if (keys.length === 1) return;
      // one of the file was noted when it was asked for
      if (place.given !== null && isDue(keys)) await noted();
      await seal();
    },
    renew() {
      const done = last.then(async () => {
        secrets.use(addKey(place));
        await seal();
      });
      last = done.catch(() => {});
      return done;
    },
  };
}
