import type { CallRecord, IgnoredReason } from '../contract/index.ts';
import { channelsIn, type PbxEvent } from '../pbx/event.ts';
import type { CallChange } from './change.ts';
import { extensionOf, type Numbering } from './direction.ts';
import { recordOf } from './record.ts';
import type { LiveCall } from './call.ts';
import { remember, restore } from './memory.ts';
import { type CallModel, createCallModel, type EndOf } from './model.ts';
import { reduce } from './reduce.ts';

/** Follows the calls of one PBX. */
export interface CallTracker {
  /** Gives the calls that changed visibly by this event, as records. */
  apply(event: PbxEvent): CallChange[];
  /**
   * What must be known, after a restart, of calls that the last event changed in a way that nobody sees yet:
   * who asked to end it, how an attempt went.
   */
  quiet(): { callId: string; memory: string }[];
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
  /** What changes gave as `memory` of the calls that went on when the server stopped. */
  memories?: readonly string[];
  /** When that server was last linked to the PBX, ms epoch; null where nobody knows. */
  unheardSince?: number | null;
  /** Of the calls in the log; without one, of none. */
  endOf?: EndOf;
}): CallTracker {
  const { pbx, numbering } = options;
  const model = createCallModel(pbx, options.endOf);
  restore(model, options.memories ?? []);
  model.unheardSince = options.unheardSince ?? null;
  let stirred: readonly LiveCall[] = [];
  return {
    apply(event) {
      reduce(model, event);
      stirred = stirredBy(event, model);
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
          memory: () => (call.channels.size > 0 ? remember(call) : null),
        };
      });
      model.changed.clear();
      return changes;
    },
    quiet: () => stirred.map((call) => ({ callId: call.id, memory: remember(call) })),
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

/** Of what is not visible at once, what a list of channels does not tell either. */
const QUIET: ReadonlySet<PbxEvent['kind']> = new Set([
  'dial',
  'dial-end',
  'hangup-request',
  'queue-leave',
]);

/** Calls that an event changed in a way that is neither visible yet nor told by a snapshot. */
function stirredBy(event: PbxEvent, model: CallModel): LiveCall[] {
  if (!QUIET.has(event.kind)) return [];
  const calls = channelsIn(event).flatMap((channel) => model.channels.get(channel)?.call ?? []);
  return [...new Set(calls)].filter((call) => call.isReal && !model.changed.has(call));
}
