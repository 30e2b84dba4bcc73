import { type DatabaseHandle, transaction } from '@perezvon/crm-core';

/**
 * Webhooks of restored data send nothing until somebody enables them: what was restored may be a copy, and real receivers
 * would be told of calls twice, or of a trial. What happens is kept for them. Gives how many there are.
 *
 * Events are numbered on from `now` (ms epoch). Since the backup receivers saw numbers that nobody here knows, and would
 * take what bears them again for old. There is never more than one event a millisecond, so the time is beyond them all.
 */
export function stopWebhooks(handle: DatabaseHandle, now: number): number {
  return transaction(handle, () => {
    const sending = 'enabled = 1 AND stopped IS NULL';
    handle.sqlite.exec(`UPDATE webhooks SET stopped = 'restore' WHERE ${sending}`);
    numberOnFrom(handle, now);
    const stopped = handle.sqlite.prepare<[], number>(
      "SELECT count(*) FROM webhooks WHERE stopped = 'restore'",
    );
    return stopped.pluck().get() ?? 0;
  });
}

function numberOnFrom({ sqlite }: DatabaseHandle, now: number): void {
  const name = 'webhook_deliveries';
  const { changes } = sqlite
    .prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?')
    .run(now, name);
  // nothing was ever told before the backup, but maybe after it
  if (changes === 0)
    sqlite.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(name, now);
}
