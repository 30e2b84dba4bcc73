import type { DatabaseHandle } from '@perezvon/crm-core';
import { changesBetween } from './audit/changes.ts';
import { createAuditStore, type NewAuditRow } from './audit/store.ts';
import type { Restored } from './backup/restore.ts';
import type { AuditChange } from './contract/index.ts';
import { systemClock } from './kernel/clock.ts';

/**
 * A row of the audit log in restored data: whoever is at the machine may put a backup back, but not unseen. And one for each
 * person who signs in without a second factor since.
 */
export function noteRestored(
  handle: DatabaseHandle,
  { forgotten, stoppedWebhooks }: Pick<Restored, 'forgotten' | 'stoppedWebhooks'>,
): void {
  const store = createAuditStore(handle);
  const { connections = 0, sipPasswords = 0, webhooks = 0, secondFactors = [] } = forgotten ?? {};
  const lost = { connections, sipPasswords, webhooks, secondFactors: secondFactors.length };
  const changes = [
    ...(forgotten ? changesBetween({}, lost) : []),
    ...(stoppedWebhooks > 0 ? changesBetween({}, { stoppedWebhooks }) : []),
  ];
  store.append(rowOf('backup-restored', changes));
  for (const user of secondFactors) store.append(rowOf('second-factor-off', [], user));
}

function rowOf(
  action: NewAuditRow['action'],
  changes: readonly AuditChange[],
  user?: { readonly id: string; readonly name: string },
): NewAuditRow {
  return {
    at: systemClock.now(),
    action,
    address: '',
    userAgent: 'npm run restore',
    userId: null,
    userLogin: null,
    userName: null,
    targetKind: user ? 'user' : null,
    targetId: user?.id ?? null,
    targetName: user?.name ?? null,
    changes: JSON.stringify(changes),
  };
}
