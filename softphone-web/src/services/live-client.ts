import {
  LIVE_VERSION,
  LiveClose,
  type LiveMessage,
  type LiveRequest,
} from '@perezvon/cti-server/contract';
import type { BrowserClock } from './browser-clock.ts';
import type { LiveLink } from './live-store.ts';
import type { Surroundings } from './surroundings.ts';

/** A socket that says nothing for this long is dead, ms: two missed beats (one each 10 s). */
export const SILENT_MS = 20_000;
/** A socket that is not open after this long is given up, ms. */
export const OPEN_WITHIN_MS = 10_000;
/** After the server's farewell clients come back spread over this time, ms, so that they do not all at once. */
export const RESTART_SPREAD_MS = 5_000;
/** Waits between further tries double from the first to the last of these, ms. */
export const RETRY_MS = { first: 500, last: 15_000 } as const;

/** The part of a WebSocket that is used. */
export interface LiveSocket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

/** Where the live client puts what it hears; a `LiveStore` is one. */
export interface LiveSink {
  readonly apply: (message: LiveMessage) => void;
  readonly setLink: (link: LiveLink) => void;
}

/** What the live client needs from outside. */
export interface LiveClientOptions {
  readonly open: () => LiveSocket;
  readonly sink: LiveSink;
  readonly clock: BrowserClock;
  readonly surroundings: Surroundings;
  /** Whether the session still lives; true where nobody answers. Browsers hide why a socket did not open. */
  readonly stillSignedIn: () => Promise<boolean>;
  readonly onSignedOut: () => void;
}

/** The link to `/live`. */
export interface LiveClient {
  readonly start: () => void;
  readonly stop: () => void;
  /** The phone of this page refuses calls, or takes them; the server is told now, and at each new socket. */
  readonly setDoNotDisturb: (on: boolean) => void;
}

/**
 * Keeps a link to `/live`: says at each socket how far it has come, and hands every message to the
 * sink once and in order. The socket is trusted for order; what it cannot be trusted for is life.
 */
export function createLiveClient(options: LiveClientOptions): LiveClient {
  const { sink, clock, surroundings } = options;
  let socket: LiveSocket | null = null;
  let position: { epoch: string; n: number } | null = null;
  // Messages flow in order only after `resumed` or `snapshot`.
  let live = false;
  let stopped = true;
  let lostSince: number | null = null;
  let doNotDisturb = false;
  let tries = 0;
  let heardAt = 0;
  let cancelRetry = () => {};
  let cancelWatch = () => {};
  const leave: (() => void)[] = [];

  function connect(): void {
    cancelRetry();
    drop();
    if (stopped) return;
    const mine = options.open();
    socket = mine;
    heardAt = clock.now();
    watch(OPEN_WITHIN_MS);
    let opened = false;
    mine.onopen = () => {
      opened = true;
      const { epoch = null, n: after = null } = position ?? {};
      mine.send(JSON.stringify({ type: 'resume', epoch, after } satisfies LiveRequest));
    };
    mine.onmessage = ({ data }) => hear(data);
    mine.onclose = ({ code }) => {
      if (opened) closed(code);
      else notOpened();
    };
  }

  /** Lets go of the socket without waiting for it: the close of a dead one takes half a minute. */
  function drop(): void {
    cancelWatch();
    if (!socket) return;
    const gone = socket;
    socket = null;
    gone.onopen = gone.onmessage = gone.onclose = null;
    gone.close();
    live = false;
  }

  function watch(ms: number): void {
    cancelWatch();
    cancelWatch = clock.after(ms, () => {
      const left = (live ? SILENT_MS : OPEN_WITHIN_MS) - (clock.now() - heardAt);
      if (left <= 0) lose(wait());
      else watch(left);
    });
  }

  function lose(retryMs: number): void {
    drop();
    lostSince ??= clock.now();
    sink.setLink({ kind: 'lost', since: lostSince });
    cancelRetry();
    cancelRetry = clock.after(retryMs, connect);
  }

  function wait(): number {
    const longest = Math.min(RETRY_MS.last, RETRY_MS.first * 2 ** tries);
    tries += 1;
    return longest / 2 + (clock.random() * longest) / 2;
  }

  function closed(code: number): void {
    if (code === LiveClose.signedOut) {
      end({ kind: 'signed-out' });
      options.onSignedOut();
    } else if (code === LiveClose.goingAway && live) lose(clock.random() * RESTART_SPREAD_MS);
    else lose(wait());
  }

  /** The server is away, or it refused us because the session is over. */
  function notOpened(): void {
    lose(wait());
    void options.stillSignedIn().then((signedIn) => {
      if (!signedIn && !stopped) closed(LiveClose.signedOut);
    });
  }

  function end(link: LiveLink): void {
    stop();
    sink.setLink(link);
  }

  function hear(data: unknown): void {
    heardAt = clock.now();
    const message = read(data);
    if (!message) return;
    if (message.type === 'snapshot' || message.type === 'resumed') begin(message);
    else pass(message);
  }

  function begin(message: Extract<LiveMessage, { type: 'snapshot' | 'resumed' }>): void {
    if (message.version !== LIVE_VERSION) return end({ kind: 'old-page' });
    const strange = !position || message.epoch !== position.epoch || message.n < position.n;
    if (message.type === 'resumed' && strange) return startOver();
    position = { epoch: message.epoch, n: message.n };
    live = true;
    tries = 0;
    lostSince = null;
    watch(SILENT_MS);
    if (doNotDisturb) tellDoNotDisturb();
    sink.apply(message);
    sink.setLink({ kind: 'live' });
  }

  function tellDoNotDisturb(): void {
    const message: LiveRequest = { type: 'do-not-disturb', on: doNotDisturb };
    socket?.send(JSON.stringify(message));
  }

  function pass(message: Exclude<LiveMessage, { type: 'snapshot' | 'resumed' }>): void {
    // Before the first snapshot there is nothing that a change could change.
    if (!position) return;
    const isEntry = message.type === 'call' || message.type === 'gone';
    if (isEntry && message.n <= position.n) return;
    // The log is shorter than what we have: it is another one (a restored copy), our number is worthless.
    if (message.n < position.n) return startOver();
    // Only a call completes its entry: `gone` comes before it under the same number, and beats and
    // statuses may bear the number of an entry that is still on its way.
    if (message.type === 'call') position = { epoch: position.epoch, n: message.n };
    sink.apply(message);
  }

  function startOver(): void {
    position = null;
    lose(wait());
  }

  function stop(): void {
    stopped = true;
    cancelRetry();
    drop();
    for (const quit of leave.splice(0)) quit();
  }

  function network(online: boolean): void {
    if (!online) lose(wait());
    else if (!live) connect();
  }

  function seen(): void {
    // Timers stood still in sleep: look at once instead of when they think fit.
    if (live && clock.now() - heardAt < SILENT_MS) return;
    if (live) lostSince ??= heardAt;
    connect();
    if (lostSince !== null) sink.setLink({ kind: 'lost', since: lostSince });
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      sink.setLink({ kind: 'connecting' });
      leave.push(surroundings.onNetwork(network), surroundings.onSeen(seen));
      connect();
    },
    stop,
    setDoNotDisturb(on) {
      if (on === doNotDisturb) return;
      doNotDisturb = on;
      if (live) tellDoNotDisturb();
    },
  };
}

function read(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null;
  try {
    return JSON.parse(data) as LiveMessage;
  } catch {
    return null;
  }
}

/** A WebSocket to `/live` of our own origin. */
export function openLiveSocket(): LiveSocket {
  const url = new URL('/live', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url) as LiveSocket;
}
