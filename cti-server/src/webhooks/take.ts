import { type DatabaseHandle, transaction } from '@perezvon/crm-core';
import type { WebhookEvent } from '../contract/index.ts';
import { createEnqueue, eventIdOf } from './outbox.ts';
import type { TakenCall, WebhookStore } from './stored.ts';

/** What happened longer ago is told to nobody, such as calls that call detail records bring late. */
const LATEST_MS = 7 * 24 * 60 * 60_000;

const BITS: Readonly<Partial<Record<WebhookEvent, number>>> = {
  'call.started': 1,
  'call.answered': 2,
  'call.ended': 4,
};

/** Makes deliveries of what the call log told. */
export function createTake(handle: DatabaseHandle): Pick<WebhookStore, 'take'> {
  const { sqlite } = handle;
  const enqueue = createEnqueue(handle);
  const toldOf = sqlite
    .prepare<[string], number>('SELECT told FROM webhook_calls WHERE call_id = ?')
    .pluck();
  const tell = sqlite.prepare(
    `INSERT INTO webhook_calls (call_id, told, at) VALUES (@callId, @told, @at)
     ON CONFLICT (call_id) DO UPDATE SET told = excluded.told, at = excluded.at`,
  );
  const setPlace = sqlite.prepare(
    `INSERT INTO webhook_place (row, entry) VALUES (1, ?)
     ON CONFLICT (row) DO UPDATE SET entry = excluded.entry`,
  );

  function takeOne({ entry, callId, happened }: TakenCall, now: number): void {
    const before = toldOf.get(callId) ?? 0;
    let told = before;
    for (const [type, happenedAt] of Object.entries(happened) as [WebhookEvent, number][]) {
      const bit = BITS[type] ?? 0;
      if ((told & bit) !== 0 || happenedAt < now - LATEST_MS) continue;
      told |= bit;
      const event = { type, subject: callId, entry, at: now, happenedAt };
      enqueue({ ...event, eventId: eventIdOf(`${callId} ${type}`) });
    }
    if (told !== before) tell.run({ callId, told, at: now });
  }

  return {
    async take({ calls, upTo, now }) {
      transaction(handle, () => {
        for (const call of calls) takeOne(call, now);
        setPlace.run(upTo);
      });
    },
  };
}
