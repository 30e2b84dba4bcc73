import type { Clock } from '../../kernel/clock.ts';
import type { AmiEvent, AmiResponse } from './ami-event.ts';

/** An action that was refused, not answered in time, or whose line was lost before the answer. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  /** Whether the PBX may have carried it out all the same. */
  readonly unknown: boolean;
  readonly code: 'pbx-refused' | 'pbx-busy';
  constructor(message: string, unknown: boolean, code: ActionError['code'] = 'pbx-refused') {
    super(message);
    this.unknown = unknown;
    this.code = code;
  }
}

/**
 * Actions that wait for an answer, by ActionID. Each has a deadline; all end when the line does. How many may
 * wait, and how long a list may be, is bounded: beyond that they fail with an `ActionError`.
 */
export interface Pending {
  /** To be called before the action is sent. @throws ActionError when too many wait */
  response(actionId: string, deadlineMs: number): Promise<AmiResponse>;
  /** `read` hears the items at once when the list is complete, before any event that came behind it. */
  list(
    actionId: string,
    deadlineMs: number,
    read?: (items: AmiEvent[]) => void,
  ): Promise<AmiEvent[]>;
  onResponse(response: AmiResponse): void;
  /** True when the event was an item of a list that is waited for. */
  onEvent(event: AmiEvent): boolean;
  rejectAll(reason: string): void;
}

interface Expected {
  /** Of a list. */
  readonly items?: AmiEvent[];
  readonly read?: ((items: AmiEvent[]) => void) | undefined;
}

interface Waiting extends Expected {
  readonly settle: (result: AmiResponse | AmiEvent[]) => void;
  readonly fail: (error: ActionError) => void;
}

/** More than a PBX answers within their deadlines: something is wrong, and it must not cost memory. */
const MOST_WAITING = 1_000;
/** Two for each call that one Asterisk can hold, and more. */
const MOST_ITEMS = 20_000;
/** An empty list is an error to Asterisk for some actions. */
const EMPTY_LIST = /^No .*(?:found|contacts|parked)/i;

/** Nothing waits yet. */
export function createPending(clock: Clock): Pending {
  const waiting = new Map<string, Waiting>();

  const wait = <T>(actionId: string, deadlineMs: number, expected: Expected): Promise<T> => {
    if (waiting.size >= MOST_WAITING) {
      throw new ActionError(
        `${MOST_WAITING} commands wait for an answer of the PBX already`,
        false,
        'pbx-busy',
      );
    }
    return new Promise<T>((resolve, reject) => {
      const cancel = clock.after(deadlineMs, () => {
        waiting.delete(actionId);
        reject(new ActionError(`no answer within ${deadlineMs} ms`, true));
      });
      const done = () => {
        cancel();
        waiting.delete(actionId);
      };
      waiting.set(actionId, {
        ...expected,
        settle(result) {
          done();
          try {
            if (Array.isArray(result)) expected.read?.(result);
            resolve(result as T);
          } catch (error) {
            reject(error);
          }
        },
        fail(error) {
          done();
          reject(error);
        },
      });
    });
  };

  return {
    response: (id, ms) => wait(id, ms, {}),
    list: (id, ms, read) => wait(id, ms, { items: [], read }),
    onResponse(response) {
      const one = waiting.get(response.actionId);
      if (!one) return;
      if (!response.ok && one.items && EMPTY_LIST.test(response.message)) return one.settle([]);
      if (!response.ok) return one.fail(new ActionError(response.message || 'refused', false));
      if (!one.items) one.settle(response);
    },
    onEvent(event) {
      const id = event.fields.actionid;
      const one = id === undefined ? undefined : waiting.get(id);
      if (!one?.items) return false;
      const list = event.fields.eventlist?.toLowerCase();
      if (list === 'complete') one.settle(one.items);
      else if (list === 'cancelled') one.fail(new ActionError('the PBX broke off the list', false));
      else if (one.items.length < MOST_ITEMS) one.items.push(event);
      else one.fail(new ActionError(`the list is longer than ${MOST_ITEMS} items`, false));
      return true;
    },
    rejectAll(reason) {
      for (const one of [...waiting.values()]) one.fail(new ActionError(reason, true));
    },
  };
}
