import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of crm-core's own migrations, found by package name so that a bundle finds it as well. */
export function crmMigrations(): string {
  const manifest = createRequire(import.meta.url).resolve('@perezvon/crm-core/package.json');
  return join(dirname(manifest), 'migrations');
}

/** The table that notes which of them a database has seen. */
export const CRM_JOURNAL = 'crm_migrations';
