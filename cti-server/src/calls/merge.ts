import type { LiveCall } from './call.ts';
import { extensionOf, placingChannel } from './direction.ts';

/**
 * Moves all of the younger call into the older one; both histories stay. The younger was a consultation, a
 * pick-up, a retrieval: its own end no longer counts.
 */
export function mergeCalls(older: LiveCall, younger: LiveCall): void {
  const from = extensionOf(placingChannel(younger));
  const asked = younger.legs.find((leg) => leg.answeredAt !== null) ?? younger.legs.at(-1);
  if (from !== null && asked && asked.party !== from) {
    older.consultations.push({ from, startedAt: younger.startedAt, leg: asked });
  }
  for (const channel of younger.channels) {
    channel.call = older;
    older.channels.add(channel);
  }
  older.legs.push(...younger.legs);
  for (const group of younger.groups) older.groups.add(group);
  for (const extension of younger.handledBy) {
    if (older.answeredAt !== null && !older.handledBy.includes(extension))
      older.handledBy.push(extension);
  }
  older.transfers.push(...younger.transfers);
  older.consultations.push(...younger.consultations);
  older.recording ??= younger.recording;
  older.queue ??= younger.queue;
  older.complete &&= younger.complete;
  older.merged.push(younger.id, ...younger.merged);
  younger.channels.clear();
}
