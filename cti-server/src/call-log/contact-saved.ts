import type { Caller } from '../contract/index.ts';
import type { Identify } from '../identify/identify.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CallLog } from './call-log.ts';

/** Each is told to whoever shows it: a number that called every day for years must not flood them. */
const MOST_CALLS = 100;

/**
 * I6 To be told the E.164 numbers of a contact that was made or changed: the newest calls with one of
 * them whose caller was unknown, however old, are identified again. Where an operator said "nobody of them" it stands.
 */
export function createContactSaved(parts: {
  callLog: Pick<CallLog, 'list' | 'hasCallsBy' | 'setCaller'>;
  identify: Identify;
  clock: Pick<Clock, 'now'>;
}): (numbers: readonly string[]) => Promise<void> {
  const { callLog, identify, clock } = parts;
  return async (numbers) => {
    for (const e164 of numbers) {
      // an import brings thousands of numbers that never called
      if (!callLog.hasCallsBy(e164)) continue;
      const { items } = await callLog.list({ e164, endpoints: null }, { limit: MOST_CALLS });
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
