import type { CallInteraction } from '@perezvon/crm-core';
import type { Caller, CallRecord } from '../contract/index.ts';
import { contactIdOf } from './entry.ts';

/** L1 A call as the customer's timeline keeps it, from the first ring on. */
export function interactionOf(record: CallRecord, caller: Caller): CallInteraction {
  const { id, direction, disposition, startedAt, endedAt, handledBy } = record;
  return {
    callId: id,
    contactId: contactIdOf(caller),
    direction,
    result: disposition,
    startedAt,
    endedAt,
    handledBy,
  };
}
