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

/** C3 Inbound begins on a trunk; outbound reaches or dials one; all else is internal. */
export function directionOf(call: LiveCall, numbering: Numbering): Direction {
  if (call.first.party.kind === 'trunk') return 'inbound';
  if (externalLeg(call)) return 'outbound';
  const dialled = call.first.dialled ?? '';
  if (call.originNumber !== null && !numbering.isExtension(call.originNumber)) return 'outbound';
  return isOutside(dialled, numbering) ? 'outbound' : 'internal';
}

function isOutside(dialled: string, { outsidePrefix, isExtension }: Numbering): boolean {
  if (!/^\+?\d+$/.test(dialled) || isExtension(dialled)) return false;
  return dialled.startsWith(outsidePrefix) && dialled.length - outsidePrefix.length > 4;
}

/** The digits without the outside prefix. */
export function withoutPrefix(dialled: string, { outsidePrefix, isExtension }: Numbering): string {
  const outside =
    outsidePrefix !== '' && dialled.startsWith(outsidePrefix) && !isExtension(dialled);
  return outside ? dialled.slice(outsidePrefix.length) : dialled;
}

/** The leg to the outside: the one that answered, else the last tried. */
export function externalLeg(call: LiveCall): LiveLeg | undefined {
  const external = call.legs.filter((leg) => leg.kind === 'external');
  return external.find((leg) => leg.answeredAt !== null) ?? external.at(-1);
}

/** C2 The channel of the other party, whose connection and end are the call's. */
export function subjectOf(call: LiveCall): LiveChannel {
  if (call.first.party.kind === 'trunk') return call.first;
  return externalLeg(call)?.channel ?? placingChannel(call);
}

/** The channel of the extension that placed it (outbound, internal). */
export function placingChannel(call: LiveCall): LiveChannel {
  return call.first.party.kind === 'local'
    ? (call.legs.find((leg) => leg.own)?.channel ?? call.first)
    : call.first;
}

/** The extension at a channel, null when it is none. */
export function extensionOf(channel: LiveChannel | null | undefined): string | null {
  return channel?.party.kind === 'extension' ? channel.party.number : null;
}
