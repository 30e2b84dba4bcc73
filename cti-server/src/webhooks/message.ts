import type { ContactStore, DealStore, TaskStore } from '@perezvon/crm-core';
import type { CallLog } from '../call-log/call-log.ts';
import type { LoggedCall } from '../call-log/entry.ts';
import type { CallView } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { StoredDelivery } from './stored.ts';

/** Where what is told lies. */
export interface MessageSources {
  readonly callLog: Pick<CallLog, 'since' | 'find'>;
  /** A call as browsers see it. */
  readonly view: (call: LoggedCall) => CallView;
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly deals: Pick<DealStore, 'get'>;
  readonly tasks: Pick<TaskStore, 'get'>;
  /** This server's address, as people have it. */
  readonly origin: () => string;
}

/** The body of a message: CloudEvents' names, and the `sequence` by which receivers see the order. */
interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly time: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: object;
}

/**
 * Makes the body of a delivery when it is sent: a call as the log's entry has it, so that it is the same at each try;
 * contacts, deals and tasks as they are now. Null where what it is about is kept no longer: nobody who was erased is
 * told of. Texts of callers are hostile, here as everywhere.
 */
export function createMessages(
  sources: MessageSources,
): (of: StoredDelivery) => Promise<string | null> {
  const { callLog, view, contacts, deals, tasks, origin } = sources;

  function callOf({ entry, subject }: StoredDelivery): CallView | null {
    const [logged] = entry === null ? [] : callLog.since(entry - 1, 1);
    // entries go after a day, and at once with who is erased
    if (logged?.kind === 'call' && logged.n === entry && logged.record.id === subject) {
      return view(logged);
    }
    const call = callLog.find(subject);
    return call && view(call);
  }

  async function dataOf(delivery: StoredDelivery): Promise<object | null> {
    const { type, subject } = delivery;
    if (type === 'webhook.test') return { text: 'Perezvon' };
    if (type === 'contact.removed') return { id: subject };
    const [noun] = type.split('.');
    if (noun === 'contact') return contacts.get(subject);
    if (noun === 'deal') return deals.get(subject);
    if (noun === 'task') return tasks.get(subject);
    const call = callOf(delivery);
    if (!call) return null;
    // what is around the call changes from try to try
    const { history: _, ...data } = call;
    return data;
  }

  return async (delivery) => {
    const data = await dataOf(delivery);
    if (!data) return null;
    const { eventId, type, subject, n, at } = delivery;
    const time = timeOf(type, data) ?? iso(at);
    const source = origin();
    return JSON.stringify({
      id: eventId,
      type,
      source,
      time,
      subject,
      sequence: n,
      data,
    } satisfies Envelope);
  };
}

/** When it happened to the call. */
function timeOf(type: string, data: object): string | null {
  const { startedAt, answeredAt, endedAt } = data as Partial<CallView>;
  const times: Readonly<Record<string, string | null | undefined>> = {
    'call.started': startedAt,
    'call.answered': answeredAt,
    'call.ended': endedAt,
  };
  return times[type] ?? null;
}
