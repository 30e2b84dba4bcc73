import type { PbxEvent } from '../pbx/event.ts';
import type { LiveCall, LiveChannel, LiveLeg } from './call.ts';
import { extensionOf, placingChannel, subjectOf } from './direction.ts';
import { type CallModel, ignore, join, touch } from './model.ts';

/** An attempt to reach a channel begins. */
export function dial(model: CallModel, event: Extract<PbxEvent, { kind: 'dial' }>): void {
  const channel = model.channels.get(event.to);
  if (!channel) return ignore(model, 'dial of an unknown channel');
  const from = event.from === null ? null : (model.channels.get(event.from) ?? null);
  if (from && from.call !== channel.call) join(model, from.call, channel.call);
  const held = from && heldBy(model, from, channel);
  const { startedAt } = channel.call;
  if (held) join(model, held, channel.call);
  const call = channel.call;
  if (event.from === null && channel === call.first) call.originated = true;
  const leg = addLeg(model, channel, { digits: event.digits, at: event.at });
  if (leg && held) call.consultations.push({ from: extensionOf(from), startedAt, leg });
  if (leg && from && from === subjectOf(call)) redirected(model, leg);
}

/** C15 Who holds a call and rings a colleague meanwhile asks about that call: both are one. */
function heldBy(model: CallModel, from: LiveChannel, to: LiveChannel): LiveCall | undefined {
  const extension = extensionOf(from);
  if (extension === null || from !== from.call.first || extensionOf(to) === null) return undefined;
  return [...model.calls].find(
    (call) =>
      call !== from.call &&
      call.endedAt === null &&
      [...call.channels].some(
        (channel) => extensionOf(channel) === extension && call.holders.has(channel.id),
      ),
  );
}

/** C14 The other party was taken from its company and rings elsewhere, without a word of a transfer. */
function redirected(model: CallModel, leg: LiveLeg): void {
  const { call } = leg.channel;
  if (!call.loose || call.requestedBy !== null) return;
  call.loose = false;
  const last = call.legs
    .filter((one) => one.kind === 'extension' && one.answeredAt !== null)
    .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0))
    .at(-1);
  const from = last?.party ?? extensionOf(placingChannel(call));
  const to = call.inQueue ? call.queue : leg.party;
  call.transfers.push({ type: 'redirect', from, to, at: leg.begunAt });
  touch(model, call);
}

/** An attempt to reach a channel ended; the first word on it counts. */
export function dialEnd(model: CallModel, event: Extract<PbxEvent, { kind: 'dial-end' }>): void {
  const channel = model.channels.get(event.to);
  if (!channel) return ignore(model, 'dial end of an unknown channel');
  // a picked-up call is answered by a channel that was never dialled
  const leg =
    channel.leg ??
    (event.status === 'answered' && channel !== channel.call.first
      ? addLeg(model, channel, { digits: null, at: event.at })
      : null);
  if (!leg) return;
  // the PBX may say the end of one attempt twice; the first is right
  leg.status ??= event.status;
  leg.forwardedTo ??= event.forwardedTo;
  if (event.status === 'answered') legAnswered(model, leg, event.at);
}

/** The attempt at this channel, made (`at`, ms epoch) when there is none; null for channels of the PBX itself. */
export function addLeg(
  model: CallModel,
  channel: LiveChannel,
  { digits, at }: { digits: string | null; at: number },
): LiveLeg | null {
  const { party, call } = channel;
  if (channel.leg || (party.kind !== 'extension' && party.kind !== 'trunk')) return channel.leg;
  const firstExtension = !call.legs.some((leg) => leg.kind === 'extension');
  channel.leg = {
    party: party.kind === 'extension' ? party.number : (digits ?? channel.number ?? party.name),
    kind: party.kind === 'extension' ? 'extension' : 'external',
    channel,
    own: call.originated && firstExtension && party.kind === 'extension',
    begunAt: at,
    rangAt: null,
    answeredAt: null,
    endedAt: null,
    status: null,
    forwardedTo: null,
    result: null,
    cause: null,
  };
  call.legs.push(channel.leg);
  touch(model, call);
  return channel.leg;
}

/** The attempt was answered at `at` (ms epoch). */
export function legAnswered(model: CallModel, leg: LiveLeg, at: number): void {
  if (leg.answeredAt !== null || leg.endedAt !== null) return;
  leg.answeredAt = at;
  touch(model, leg.channel.call);
}
