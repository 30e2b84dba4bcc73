import { actionIdFor } from './action-id.ts';
import type { AmiEvent, AmiResponse } from './ami-event.ts';
import type { Connection } from './connection.ts';
import { type AmiAction, checkAction } from './encode.ts';

type On = Pick<Connection, 'stream' | 'pending'>;

/** Sends actions, each under an id of its own, and waits for what comes of them. Rejects with `ActionError`. */
export interface Asking {
  answer(connection: On, action: AmiAction, ms: number): Promise<AmiResponse>;
  /** `read` hears the items at once when the list is complete. */
  list(
    connection: On,
    action: AmiAction,
    ms: number,
    read?: (items: AmiEvent[]) => void,
  ): Promise<AmiEvent[]>;
}

/** Counts its actions from 1. */
export function createAsking(): Asking {
  let serial = 0;

  /** `expect` registers who waits for the answer, before the action goes out under its id. */
  function issue<T>({ stream }: On, action: AmiAction, expect: (id: string) => Promise<T>) {
    const checked = checkAction(action);
    serial += 1;
    const actionid = actionIdFor(serial, checked.channelid);
    const answer = expect(actionid);
    stream.send({ ...checked, actionid });
    return answer;
  }

  return {
    answer: async (connection, action, ms) =>
      issue(connection, action, (id) => connection.pending.response(id, ms)),
    list: async (connection, action, ms, read) =>
      issue(connection, action, (id) => connection.pending.list(id, ms, read)),
  };
}
