import type { Direction } from '../contract/index.ts';
import type { LiveCall, LiveChannel, LiveLeg } from './call.ts';

/** How the PBX writes numbers, from the connection's settings. */
export interface Numbering {
  /** Digits before an outside number, `` when none. */
  readonly outsidePrefix: string;
  isExtension(digits: string): boolean;
  /** Any written number → E.164, null when it is none. */
  toE164(number: string): string | null;
}

/** C3 Came in on a line by itself, inbound; reached a party on a line, or was to, outbound; all else is internal. */
export function directionOf(call: LiveCall, numbering: Numbering): Direction {
  if (isIncoming(call.first)) return 'inbound';
  const external = externalLeg(call);
  if (external) {
    const isWith = external.spokeAt !== null;
    const isFor = call.answeredAt === null && !staysInside(call, numbering);
    return isWith || isFor ? 'outbound' : 'internal';
  }
  if (call.originNumber !== null && !numbering.isExtension(call.originNumber)) return 'outbound';
  return isOutside(askedOf(call) ?? '', numbering) ? 'outbound' : 'internal';
}

/** Came in on a line, and nobody here rang it: a customer calls. */
export function isIncoming(channel: LiveChannel): boolean {
  return channel.party.kind === 'trunk' && channel.leg === null;
}

/** The digits that the caller asked for; of a click-to-call, those that it was for. */
export function askedOf(call: LiveCall): string | null {
  const { first, originated, originNumber } = call;
  // of a line that we called, where it is now says nothing of what was asked
  if (!originated && first.leg?.kind === 'external') return first.leg.digits;
  if (!originated) return first.dialled ?? first.place;
  const [leg] = call.legs;
  if (leg?.kind === 'external') return leg.digits;
  return first.party.kind === 'local'
    ? (originNumber ?? first.place)
    : (first.place ?? originNumber);
}

/** C3 Somebody in the house was asked for, though the PBX may have tried a line, too (a mobile of a group, a forwarding). */
export function staysInside(call: LiveCall, { isExtension }: Numbering): boolean {
  const asked = askedOf(call);
  if (asked === null || !(isExtension(asked) || !/^[+*#\d]+$/.test(asked))) return false;
  return !call.legs.some(({ kind, digits }) => kind === 'external' && digits === asked);
}

function isOutside(dialled: string, { outsidePrefix, isExtension }: Numbering): boolean {
  if (!isNumber(dialled) || isExtension(dialled)) return false;
  return dialled.startsWith(outsidePrefix) && dialled.length - outsidePrefix.length > 4;
}

/** Digits that may be dialled, no name of an account or of a place of the dialplan. */
export const isNumber = (place: string): boolean => /^\+?\d+$/.test(place);

/** Digits that somebody dialled, without the outside prefix; one that belongs to the number itself stays. */
export function withoutPrefix(dialled: string, numbering: Numbering): string {
  const { outsidePrefix, isExtension, toE164 } = numbering;
  if (outsidePrefix === '' || !dialled.startsWith(outsidePrefix) || isExtension(dialled))
    return dialled;
  const rest = dialled.slice(outsidePrefix.length);
  return toE164(rest) === null && toE164(dialled) !== null ? dialled : rest;
}

/** The number that the customer dialled; where the line told none, or a name, a number that the dialplan shows first. */
export function didOf({ first, complete }: LiveCall, numbering: Numbering): string | null {
  const { isExtension, toE164 } = numbering;
  const { dialled, place } = first;
  const isTold = dialled !== null && isNumber(dialled);
  const isShown = place !== null && isNumber(place) && !isExtension(place);
  const did = !isTold && isShown ? place : dialled;
  if (did === null || complete) return did;
  // of a call joined in its middle a list has where it was sent on to
  const isOutward = toE164(did) === null && withoutPrefix(did, numbering) !== did;
  return isOutward ? null : did;
}

/** The leg to the outside: the one whose party was first spoken with, else that answered, else the last tried. */
export function externalLeg(call: LiveCall): LiveLeg | undefined {
  let best: LiveLeg | undefined;
  for (const leg of call.legs) {
    if (leg.kind !== 'external' || leg.isJoined) continue;
    if (best === undefined || isNearer(leg, best)) best = leg;
  }
  return best;
}

function isNearer(leg: LiveLeg, best: LiveLeg): boolean {
  if (best.spokeAt !== null) return leg.spokeAt !== null && leg.spokeAt < best.spokeAt;
  return leg.spokeAt !== null || best.answeredAt === null;
}

/** C2 The channel of the other party, whose connection and end are the call's. */
export function subjectOf(call: LiveCall): LiveChannel {
  if (isIncoming(call.first)) return call.first;
  const external = externalLeg(call);
  if (external && (external.spokeAt !== null || call.answeredAt === null)) return external.channel;
  if (call.heir !== null) {
    for (const channel of call.channels) if (channel.id === call.heir) return channel;
  }
  return placingChannel(call);
}

/** The subject, and who was joined to it from other calls. */
export function isOtherParty(call: LiveCall, channel: LiveChannel): boolean {
  return channel.leg?.isJoined === true || channel === subjectOf(call);
}

/** The channel of the extension that placed it (outbound, internal). */
export function placingChannel(call: LiveCall): LiveChannel {
  return call.first.party.kind === 'local'
    ? (call.legs.findLast((leg) => leg.own)?.channel ?? call.first)
    : call.first;
}

/** C3 The extension that placed it: of a click-to-call the one that was rung first, though its phone sent it on. */
export function placedBy(call: LiveCall): string | null {
  const own = call.first.party.kind === 'local' ? call.legs.find((leg) => leg.own) : undefined;
  return own ? own.party : extensionOf(call.first);
}

/** Whether somebody from outside is, or was, in the talk, or has called for one. */
export function hasOutsideParty(call: LiveCall): boolean {
  return isIncoming(call.first) || (externalLeg(call)?.spokeAt ?? null) !== null;
}

/** Whether somebody from outside is there: of two calls that meet, that one stays. */
export function isWithOutside(call: LiveCall): boolean {
  return hasOutsideParty(call) || (externalLeg(call)?.answeredAt ?? null) !== null;
}

/** The extension at a channel, null when it is none. */
export function extensionOf(channel: Pick<LiveChannel, 'party'> | null | undefined): string | null {
  return channel?.party.kind === 'extension' ? channel.party.number : null;
}
