import {
  type CallView,
  type PhoneName,
  ringingNow,
  talkingNow,
} from '@perezvon/cti-server/contract';

/** What a phone does in a call: it rings, it placed the call and waits for an answer, or it is spoken into. */
export type OwnPart = 'rings' | 'dials' | 'talks';

/** The part of an extension's phone in a call now; null when it has none (any more). */
export function ownPart(call: CallView, extension: string): OwnPart | null {
  if (call.state === 'ended') return null;
  if (talkingNow(call).includes(extension)) {
    // A desk phone that was rung first and then dials has answered its own leg, and talks to nobody yet.
    return call.state === 'talking' || call.state === 'held' ? 'talks' : 'dials';
  }
  if (call.from === extension && !hasLeft(call, extension)) {
    return call.answeredAt === null ? 'dials' : 'talks';
  }
  return ringingNow(call).includes(extension) ? 'rings' : null;
}

const MOST_TELLING: readonly OwnPart[] = ['talks', 'dials', 'rings'];

/**
 * Of somebody's phones the extension that a call is at: the one with the most telling part in it, else the first that
 * had one; null where it never was at any.
 */
export function extensionIn(call: CallView, phones: readonly PhoneName[]): string | null {
  const here = phones.filter(({ pbx }) => pbx === call.pbx).map(({ extension }) => extension);
  for (const part of MOST_TELLING) {
    const found = here.find((extension) => ownPart(call, extension) === part);
    if (found !== undefined) return found;
  }
  return here.find((extension) => hadPart(call, extension)) ?? null;
}

/** Whether an extension placed the call, or was rung for it. */
export function hadPart(call: CallView, extension: string): boolean {
  return call.from === extension || call.legs.some(({ party }) => party === extension);
}

/** The one who placed the call may have no leg of their own in it; a transfer takes them out of it. */
function hasLeft(call: CallView, extension: string): boolean {
  const own = call.legs.filter((leg) => leg.party === extension);
  if (own.length > 0) return own.every((leg) => leg.endedAt !== null);
  return call.transfers.some((transfer) => transfer.from === extension);
}
