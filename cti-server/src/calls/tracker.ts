import type { CallRecord, IgnoredReason } from '../contract/index.ts';
import type { PbxEvent } from '../pbx/event.ts';
import type { CallChange } from './change.ts';
import { extensionOf, type Numbering } from './direction.ts';
import { recordOf } from './record.ts';
import { createCallModel } from './model.ts';
import { reduce } from './reduce.ts';

/** Follows the calls of one PBX. */
export interface CallTracker {
  /** Gives the calls that changed visibly by this event, as records. */
  apply(event: PbxEvent): CallChange[];
  /** The calls that go on, as of `at` (ms epoch). */
  open(at: number): CallRecord[];
  /** The channels of a call, as commands name them, with the extension at each. */
  channelsOf(callId: string): { channel: string; extension: string | null }[];
  /** The call that a channel is of; null when it is of none. */
  callOf(channel: string): string | null;
  /** Events that changed nothing, by reason. */
  readonly ignored: ReadonlyMap<IgnoredReason, number>;
}

/** A tracker for one PBX connection; two PBXs never share one, so equal ids do not meet. */
export function createCallTracker(options: {
  pbx: string;
  numbering: Numbering;
  /** What is logged of a call that goes on; for a server that was restarted in mid-call. */
  recall?: (callId: string) => CallRecord | null;
}): CallTracker {
  const { pbx, numbering } = options;
  const model = createCallModel(pbx, options.recall);
  return {
    apply(event) {
      reduce(model, event);
      if (model.changed.size === 0) return [];
      const changes = [...model.changed].map((call) => {
        const merged = call.merged;
        call.merged = [];
        return {
          at: event.at,
          pbx,
          call: recordOf(call, numbering, event.at),
          complete: call.complete,
          merged,
        };
      });
      model.changed.clear();
      return changes;
    },
    open: (at) =>
      [...model.calls].flatMap((call) => (call.isReal ? [recordOf(call, numbering, at)] : [])),
    channelsOf(callId) {
      const call = [...model.calls].find((one) => one.id === callId);
      return [...(call?.channels ?? [])].map((channel) => ({
        channel: channel.name,
        extension: extensionOf(channel),
      }));
    },
    callOf: (channel) => model.channels.get(channel)?.call.id ?? null,
    ignored: model.ignored,
  };
}
