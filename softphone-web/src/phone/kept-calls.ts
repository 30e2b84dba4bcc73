import type { BrowserClock } from '../services/browser-clock.ts';
import type { PhoneCall } from './phone.ts';
import type { TabChannel } from './tab-owner.ts';

/** What is left of a call when its page goes: enough to take it back. */
export interface KeptCall {
  readonly call: PhoneCall;
  /** The three names of its dialog (RFC 3891). */
  readonly dialog: {
    readonly callId: string;
    readonly localTag: string;
    readonly remoteTag: string;
  };
  /** The message that ends it, should nobody take it back. */
  readonly farewell: string;
}

/** A page that has been away longer, ms, finds its calls ended: the server has said their farewells by then. */
export const MOST_AWAY_MS = 20_000;

/** Where the calls of a page outlive it: in its tab and in the operator's other ones, no longer than they can be taken back. */
export interface CallKeeper {
  readonly keep: (calls: readonly KeptCall[]) => void;
  /** The page goes: another tab may take its calls on. */
  readonly hand: (calls: readonly KeptCall[]) => void;
  /** What was kept here, or handed on by another tab, once. */
  readonly take: () => readonly KeptCall[];
}

/** What a keeper needs from outside. */
export interface KeeperOptions {
  readonly extension: string;
  /** Lives as long as the tab. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** The air between the operator's tabs; null where there are no others. */
  readonly channel: Pick<TabChannel, 'postMessage' | 'onmessage'> | null;
  readonly clock: Pick<BrowserClock, 'now'>;
}

/** The calls of one extension's phone. */
export function createCallKeeper(options: KeeperOptions): CallKeeper {
  const { storage, channel, clock } = options;
  const key = `perezvon.calls.${options.extension}`;
  let handed = NOTHING;
  if (channel)
    channel.onmessage = ({ data }) => {
      handed = data as Kept;
    };

  function keep(calls: readonly KeptCall[]): void {
    if (calls.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify({ at: clock.now(), calls }));
  }

  return {
    keep,
    hand(calls) {
      keep(calls);
      channel?.postMessage({ at: clock.now(), calls } satisfies Kept);
    },
    take() {
      const own = read(storage.getItem(key));
      const kept = own.at >= handed.at ? own : handed;
      storage.removeItem(key);
      handed = NOTHING;
      return clock.now() - kept.at <= MOST_AWAY_MS ? kept.calls : [];
    },
  };
}

interface Kept {
  readonly at: number;
  readonly calls: readonly KeptCall[];
}

const NOTHING: Kept = { at: 0, calls: [] };

/** The page itself wrote it, perhaps an older one. */
function read(text: string | null): Kept {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<Kept> | null;
    return kept && typeof kept.at === 'number' && Array.isArray(kept.calls)
      ? { at: kept.at, calls: kept.calls }
      : NOTHING;
  } catch {
    return NOTHING;
  }
}
