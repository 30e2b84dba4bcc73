import type { AmiEvent } from './ami-event.ts';

/** A list of all channels. `askedAt`: ms epoch; null where nobody was seen to ask. */
export interface ChannelList {
  readonly items: readonly AmiEvent[];
  readonly askedAt: number | null;
}

/** Finds the lists of all channels on a connection that somebody else asked on. */
export interface ChannelLists {
  /** Actions as they were written. */
  asked(text: string, at: number): void;
  /** Events have said what channels there are. */
  channelsAreKnown(): void;
  /** Gives the list that ends with this event. */
  take(event: AmiEvent): ChannelList | null;
}

const ITEMS = new Set(['CoreShowChannel', 'Status', 'BridgeListItem']);
const ENDS = /^(?:BridgeList|CoreShowChannels|Status)Complete$/;

/** Of a new connection. `Status` may be asked of one channel, too: what is not sure to be of all is no list of all. */
export function createChannelLists(): ChannelLists {
  const questions = new Map<string, { at: number; isOfAll: boolean }>();
  const coming = new Map<string, AmiEvent[]>();
  let bridges: readonly AmiEvent[] = [];
  let isKnown = false;

  function ended(event: AmiEvent): ChannelList | null {
    const id = event.fields.actionid ?? '';
    // an end without id (what is kept of a call has one) is that of all that came
    const items = id === '' ? [...coming.values()].flat() : (coming.get(id) ?? []);
    const question = questions.get(id);
    if (id === '') coming.clear();
    coming.delete(id);
    questions.delete(id);
    if (event.name === 'BridgeListComplete') {
      bridges = items;
      return null;
    }
    const isOfAll = question?.isOfAll ?? (event.name === 'CoreShowChannelsComplete' || !isKnown);
    if (!isOfAll) return null;
    isKnown = true;
    return { items: [...bridges, ...items], askedAt: question?.at ?? null };
  }

  return {
    asked(text, at) {
      for (const action of text.split(/\r?\n\r?\n/)) {
        if (!/^Action: *(?:CoreShowChannels|Status) *$/im.test(action)) continue;
        const id = /^ActionID: *(.*?) *$/im.exec(action)?.[1] ?? '';
        questions.set(id, { at, isOfAll: !/^Channel: *\S/im.test(action) });
      }
    },
    channelsAreKnown() {
      isKnown = true;
    },
    take(event) {
      if (ENDS.test(event.name)) return ended(event);
      if (!ITEMS.has(event.name)) return null;
      const id = event.fields.actionid ?? '';
      const items = coming.get(id);
      if (items) items.push(event);
      else coming.set(id, [event]);
      return null;
    },
  };
}
