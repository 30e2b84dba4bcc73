import type { LiveCall } from './call.ts';
import { type CallModel, touch } from './model.ts';

/**
 * C20 The clock was set by `by` ms: what goes on is told in the new time, so that no span of it changes.
 */
export function shiftTimes(model: CallModel, by: number): void {
  for (const channel of model.channels.values()) {
    channel.lastAt += by;
    if (channel.hungUpAt !== null) channel.hungUpAt += by;
  }
  for (const call of model.calls) {
    shiftCall(call, by);
    touch(model, call);
  }
}

function shiftCall(call: LiveCall, by: number): void {
  const moved = (at: number | null) => (at === null ? null : at + by);
  call.startedAt += by;
  call.answeredAt = moved(call.answeredAt);
  call.endedAt = moved(call.endedAt);
  call.heldSince = moved(call.heldSince);
  call.askedAt = moved(call.askedAt);
  for (const leg of call.legs) {
    leg.begunAt += by;
    leg.rangAt = moved(leg.rangAt);
    leg.answeredAt = moved(leg.answeredAt);
    leg.spokeAt = moved(leg.spokeAt);
    leg.endedAt = moved(leg.endedAt);
  }
  for (const pause of call.pauses) {
    pause.at += by;
    pause.until = moved(pause.until);
  }
  for (const recording of call.recordings) {
    recording.at += by;
    recording.until = moved(recording.until);
  }
  for (const transfer of call.transfers) transfer.at += by;
  for (const consultation of call.consultations) consultation.startedAt += by;
}
