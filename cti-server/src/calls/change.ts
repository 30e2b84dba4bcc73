import type { CallRecord } from '../contract/index.ts';

/** One call began, changed or ended. `call` is a frozen copy: keep it as long as you like. */
export interface CallChange {
  /** ms epoch, from the PBX's event. */
  readonly at: number;
  readonly pbx: string;
  readonly call: CallRecord;
  /** False where some of the call was not seen (link down, PBX restarted). */
  readonly complete: boolean;
  /** Ids of calls that merged into this one: their rows are removed, their history is in `call`. */
  readonly merged: readonly string[];
  /**
   * What a tracker that takes the place of this one must know of the call; null when nothing of it lives any
   * more. As of the moment when it is asked.
   */
  readonly memory: () => string | null;
}
