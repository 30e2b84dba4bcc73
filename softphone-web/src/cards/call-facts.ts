import {
  type CallView,
  type PhoneOwner,
  phonesOf,
  talkingNow,
  type User,
} from '@perezvon/cti-server/contract';
import { extensionIn, ownPart } from '../services/own-part.ts';

/** Which of the user's own extensions a call is at; null for none. */
export function ownExtension(call: CallView, user: PhoneOwner): string | null {
  return extensionIn(call, phonesOf(user));
}

/** Whether the call goes on for the user: not for who was only rung, or sent it on. */
export function hasPart(call: CallView, user: PhoneOwner): boolean {
  const extension = ownExtension(call, user);
  return call.state !== 'ended' && (extension === null || ownPart(call, extension) !== null);
}

/** The other party's number as best known: E.164, else as it came, else what was dialled; null when withheld. */
export function otherNumber(call: CallView, extension: string | null): string | null {
  if (call.direction === 'internal') {
    return call.from !== null && call.from === extension
      ? call.dialled
      : (call.from ?? call.dialled);
  }
  return call.e164 ?? call.externalNumber ?? call.dialled;
}

/** The first letters of a name's first two words; empty where it begins with no letter. */
export function initialsOf(name: string): string {
  const firsts = name.match(/(?<!\p{L})\p{L}/gu) ?? [];
  return firsts.slice(0, 2).join('').toUpperCase();
}

const TINTS = 6;

/** Which of six colours is somebody's, by their id: the same on every screen and day. */
export function tintOf(id: string): number {
  return (
    Array.from(id).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 65_521, 0) %
    TINTS
  );
}

/** Which colleague handed the call over to this extension, or asks it; the last one. */
export function handedBy(
  call: Pick<CallView, 'transfers' | 'consultations'>,
  extension: string | null,
): { readonly by: string; readonly how: 'transferred' | 'asks' } | null {
  // what one parked and took back oneself was handed over by nobody
  const moved = call.transfers.findLast(
    ({ to, from }) => to === extension && from !== extension && from !== null,
  );
  if (moved?.from) return { by: moved.from, how: 'transferred' };
  const asked = call.consultations.findLast(({ to, endedAt }) => to === extension && !endedAt);
  return asked?.from ? { by: asked.from, how: 'asks' } : null;
}

/** Our extensions in a call, most telling first: who speaks, who spoke, who was rung. */
export function ourSide(call: CallView): string[] {
  const talking = talkingNow(call);
  if (talking.length > 0) return talking;
  if (call.handledBy.length > 0) return call.handledBy;
  if (call.rang.length > 0) return call.rang;
  return call.from ? [call.from] : [];
}

/** Whether there is something for the user to hear: the PBX writes on until the end, and of nobody's talk it keeps nothing. */
export function canBeHeard(call: CallView, { mayHear }: Pick<User, 'mayHear'>): boolean {
  return mayHear && call.recordingId !== null && call.state === 'ended' && call.answeredAt !== null;
}
