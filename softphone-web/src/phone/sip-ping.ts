import { type Core, URI, type UserAgent } from 'sip.js';
import type { BrowserClock } from '../services/browser-clock.ts';

/** A half-open socket is found by asking: each so many ms, with a deadline of so many ms. */
const PING_EVERY_MS = 5_000;
const PING_WITHIN_MS = 4_000;
/** The same where nothing was asked for long: the computer slept, and hardly a socket outlives that. */
const PING_AFTER_SLEEP_MS = 1_500;

/** Asks the PBX again and again whether it is there (OPTIONS, RFC 3261 section 11). */
export interface Ping {
  /** Asks over a new socket, now and from now on. */
  readonly start: () => void;
  /** Asks now instead of when it is due. */
  readonly ask: () => void;
  readonly stop: () => void;
}

/** A ping over the agent's socket; `onSilence` when no answer of any kind came in time. */
export function createPing(options: {
  readonly agent: UserAgent;
  readonly domain: string;
  readonly clock: BrowserClock;
  readonly onSilence: () => void;
}): Ping {
  const { agent, clock } = options;
  let cancel = () => {};
  let heardAt = 0;

  function start(): void {
    heardAt = clock.now();
    ask();
  }

  function ask(): void {
    cancel();
    const to = new URI('sip', '', options.domain);
    const { userAgentCore } = agent;
    const from = agent.configuration.uri;
    const message = userAgentCore.makeOutgoingRequestMessage('OPTIONS', to, from, to, {});
    const slept = clock.now() - heardAt > PING_EVERY_MS + PING_WITHIN_MS;
    cancel = clock.after(slept ? PING_AFTER_SLEEP_MS : PING_WITHIN_MS, options.onSilence);
    const mine = cancel;
    const answered = ({ message: { statusCode } }: Core.IncomingResponse) => {
      // SIP.js makes 408 and 503 itself when no answer comes; an answer to an older question is none.
      if (statusCode === 408 || statusCode === 503 || cancel !== mine) return;
      cancel();
      heardAt = clock.now();
      cancel = clock.after(PING_EVERY_MS, ask);
    };
    userAgentCore.request(message, {
      onAccept: answered,
      onReject: answered,
      onRedirect: answered,
    });
  }

  return { start, ask, stop: () => cancel() };
}
