import type { PbxEvent } from '../event.ts';
import type { AmiEvent } from './ami-event.ts';
import { createAmiStream } from './ami-stream.ts';
import { createBootWatch } from './boot-watch.ts';
import { createChannelLists } from './channel-lists.ts';
import type { NumberingSettings } from './endpoint.ts';
import { createEventTimes } from './event-time.ts';
import { snapshotOf } from './snapshot.ts';
import { isWantedEvent, translate } from './translate.ts';

/** Reads what was kept of connections: bytes in, events out, as they came to the live server. */
export interface EventReader {
  /** `at`: ms epoch. */
  push(bytes: Buffer, at: number): void;
  /** Actions that the client of the connection wrote: a list of channels that it asked for becomes a snapshot. */
  sent(text: string, at: number): void;
  /** The connection is gone. */
  close(at: number): void;
  /** A new connection: half a message of the one before is nothing. */
  open(): void;
}

/** The live road from the stream to `take`, but for the questions to the PBX; it may have been started anew meanwhile. */
export function createEventReader(
  numbering: NumberingSettings,
  take: (event: PbxEvent) => void,
): EventReader {
  const boots = createBootWatch();
  let happened = createEventTimes();
  let lists = createChannelLists();
  let latest = 0;
  /** When the connection before this one was lost: a crash takes it along. */
  let lostAt: number | null = null;
  let stream = begin();

  function begin() {
    boots.opened();
    happened = createEventTimes();
    lists = createChannelLists();
    return createAmiStream({
      wanted: isWantedEvent,
      onEvent: (event) => onEvent({ ...event, at: happened(event) }),
      onResponse({ fields }) {
        if (boots.startedAt(fields)) restarted(latest);
      },
    });
  }

  function restarted(at: number): void {
    take({ kind: 'restarted', at: lostAt ?? at, pbx: numbering.pbx });
  }

  function onEvent(event: AmiEvent): void {
    const { name, fields, at } = event;
    if (name === 'Shutdown') return take({ kind: 'restarted', at, pbx: numbering.pbx });
    if (name === 'FullyBooted') {
      if (boots.runsFor(fields.uptime, at)) restarted(at);
      return;
    }
    boots.heard(at);
    const list = lists.take(event);
    if (list) {
      const snapshot = snapshotOf(list.items, numbering, { askedAt: list.askedAt ?? at, at });
      take(lostAt === null ? snapshot : { ...snapshot, unheardSince: lostAt });
      lostAt = null;
    }
    const said = translate(event, numbering);
    if (said.length > 0) lists.channelsAreKnown();
    for (const one of said) take(one);
  }

  return {
    push(bytes, at) {
      latest = at;
      stream.push(bytes, at);
    },
    sent: (text, at) => lists.asked(text, at),
    close(at) {
      lostAt = at;
    },
    open() {
      stream = begin();
    },
  };
}
