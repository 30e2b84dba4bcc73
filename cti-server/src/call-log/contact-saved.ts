import type { Caller } from '../contract/index.ts';
import type { Identify } from '../identify/identify.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CallLog } from './call-log.ts';

/** Operators often make the contact right after the call. */
const LOOK_BACK_MS = 24 * 60 * 60_000;
const MOST_CALLS = 20;

/**
 * I6 To be told the E.164 numbers of a contact that was made or changed: the newest calls with one of
 * them whose caller was unknown are identified again. Where an operator said "nobody of them" it stands.
 */
export function createContactSaved(parts: {
  callLog: Pick<CallLog, 'list' | 'setCaller'>;
  identify: Identify;
  clock: Pick<Clock, 'now'>;
}): (numbers: readonly string[]) => Promise<void> {
  const { callLog, identify, clock } = parts;
  return async (numbers) => {
    const from = clock.now() - LOOK_BACK_MS;
    for (const e164 of numbers) {
      const { items } = await callLog.list({ e164, from, endpoints: null }, { limit: MOST_CALLS });
      for (const { record, caller } of items) {
        if (caller.kind !== 'unknown') continue;
        const tell = (now: Caller) => callLog.setCaller(record.id, now, clock.now());
        identify.forget(record.id);
        const now = identify.identify(record, tell);
        if (now.kind !== 'unknown') tell(now);
        if (record.state === 'ended') identify.forget(record.id);
      }
    }
  };
}
