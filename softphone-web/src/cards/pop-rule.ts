import type { CallView, CardSettings, PopWhen } from '@perezvon/cti-server/contract';
import { ownPart } from '../services/own-part.ts';

/** How a call that reached the reader is shown now. */
export type Shown = 'card' | 'line' | 'none';

/** When a card comes to this reader for this call: a rule of their own goes before one of the queue. */
export function popWhen(
  pops: CardSettings['pops'],
  { userId, queue }: { userId: string; queue: string | null },
): PopWhen {
  const own = pops.users.find((rule) => rule.userId === userId);
  const ofQueue = pops.queues.find((rule) => rule.queue === queue);
  return (own ?? ofQueue)?.when ?? pops.standard;
}

/** `opened`: the reader opened the card. What the reader placed, and what is left of a missed call, is as ever. */
export function shownAs(
  call: CallView,
  { when, extension, opened }: { when: PopWhen; extension: string | null; opened: boolean },
): Shown {
  if (when === 'ring' || opened || extension === null || call.from === extension) return 'card';
  if (when === 'background') return 'line';
  const took = ownPart(call, extension) === 'talks' || call.handledBy.includes(extension);
  return took || call.state === 'ended' ? 'card' : 'none';
}

/** Cards as they lie: who rings on top, then who is spoken with, then the others; of each the newest first, as they come. */
export function inOrder<One extends Pick<CallView, 'state'>>(cards: readonly One[]): One[] {
  const rank = ({ state }: One) => (state === 'ringing' ? 0 : state === 'talking' ? 1 : 2);
  return cards.toSorted((one, other) => rank(one) - rank(other));
}
