import { type DatabaseHandle, eq, transaction } from '@perezvon/crm-core';
import { firmSettings } from './table.ts';

/** Settings of the firm that are one value each. Their owners check what they read. */
export interface SettingStore {
  /** As it was set; undefined where it never was. */
  get(name: string): unknown;
  set(name: string, value: unknown): Promise<void>;
}

/** The store in an SQLite database. */
export function createSettingStore(handle: DatabaseHandle): SettingStore {
  const { db } = handle;
  return {
    get(name) {
      const row = db.select().from(firmSettings).where(eq(firmSettings.name, name)).get();
      return row && JSON.parse(row.value);
    },
    set: async (name, value) =>
      transaction(handle, () => {
        const text = JSON.stringify(value);
        db.insert(firmSettings)
          .values({ name, value: text })
          .onConflictDoUpdate({ target: firmSettings.name, set: { value: text } })
          .run();
      }),
  };
}
