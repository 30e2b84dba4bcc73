import type { PbxEvent } from '../event.ts';
import type { AmiEvent } from './ami-event.ts';
import { createAmiStream } from './ami-stream.ts';
import { snapshotOf } from './snapshot.ts';
import { isWantedEvent, type NumberingSettings, translate } from './translate.ts';

/** Reads what was kept of connections: bytes in, events out, as they came to the live server. */
export interface EventReader {
  /** `at`: ms epoch. */
  push(bytes: Buffer, at: number): void;
  /** The channels were asked for; their list becomes a snapshot. */
  asked(at: number): void;
  /** A new connection: half a message of the one before is nothing. */
  open(): void;
}

/** The live road from the stream to `take`, but for the questions to the PBX. */
export function createEventReader(
  numbering: NumberingSettings,
  take: (event: PbxEvent) => void,
): EventReader {
  let items: AmiEvent[] = [];
  let askedAt: number | null = null;
  let stream = begin();

  function begin() {
    items = [];
    askedAt = null;
    return createAmiStream({ wanted: isWantedEvent, onEvent });
  }

  function onEvent(event: AmiEvent): void {
    if (event.name === 'CoreShowChannel' || event.name === 'BridgeListItem') items.push(event);
    else if (event.name === 'CoreShowChannelsComplete') {
      const { at } = event;
      take(snapshotOf(items, numbering, { askedAt: askedAt ?? at, at }));
      items = [];
    } else if (event.name === 'Shutdown') {
      take({ kind: 'restarted', at: event.at, pbx: numbering.pbx });
    } else for (const said of translate(event, numbering)) take(said);
  }

  return {
    push: (bytes, at) => stream.push(bytes, at),
    asked(at) {
      askedAt = at;
    },
    open() {
      stream = begin();
    },
  };
}
