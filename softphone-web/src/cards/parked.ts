import type { CallView } from '@perezvon/cti-server/contract';
import type { ParkedCall } from '../phone/Aside.tsx';

/** The calls that this extension parked and that wait still, the longest first. */
export function parkedBy(
  extension: string | null,
  calls: Readonly<Record<string, CallView>>,
  nameOf: (call: CallView) => string,
): ParkedCall[] {
  if (extension === null) return [];
  return Object.values(calls)
    .flatMap((call) => {
      const last = call.transfers.at(-1);
      const waits = call.state !== 'ended' && last?.type === 'park' && last.from === extension;
      if (!waits || last.place === undefined) return [];
      return [{ id: call.id, who: nameOf(call), place: last.place, since: Date.parse(last.at) }];
    })
    .sort((a, b) => a.since - b.since);
}
