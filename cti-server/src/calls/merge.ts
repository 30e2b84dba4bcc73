import type { LiveCall } from './call.ts';
import { extensionOf, placingChannel } from './direction.ts';

/**
 * Moves all of the younger call into the older one; both histories stay. The younger was a consultation, a
 * pick-up, a retrieval: its own end no longer counts.
 */
export function mergeCalls(older: LiveCall, younger: LiveCall): void {
  if (younger.first.party.kind !== 'trunk' && younger.answeredAt !== null) {
    older.consultations.push({
      from: extensionOf(placingChannel(younger)),
      to: younger.legs.find((leg) => leg.answeredAt !== null)?.party ?? null,
      startedAt: new Date(younger.startedAt).toISOString(),
      answeredAt: new Date(younger.answeredAt).toISOString(),
    });
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
