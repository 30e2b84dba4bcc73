import { type DatabaseHandle, transaction } from '@perezvon/crm-core';

/**
 * Webhooks of restored data send nothing until somebody enables them: what was restored may be a copy, and real receivers
 * would be told of calls twice, or of a trial. What happens is kept for them. Gives how many there are.
 */
export function stopWebhooks(handle: DatabaseHandle): number {
  return transaction(handle, () => {
    const sending = 'enabled = 1 AND stopped IS NULL';
    handle.sqlite.exec(`UPDATE webhooks SET stopped = 'restore' WHERE ${sending}`);
    const stopped = handle.sqlite.prepare<[], number>(
      "SELECT count(*) FROM webhooks WHERE stopped = 'restore'",
    );
    return stopped.pluck().get() ?? 0;
  });
}
