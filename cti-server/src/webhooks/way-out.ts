import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { WebhookProblem } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { type AddressBlock, mayReach } from '../kernel/addresses.ts';
import type { Resolve } from './resolve.ts';
import { retryAfterMs } from './retry-after.ts';
import { addressIn, checkUrl } from './url.ts';

/** How a try ended; `status` null: nobody answered. What the receiver said is kept nowhere. */
export interface TryOutcome {
  readonly status: number | null;
  /** Null: delivered. */
  readonly problem: WebhookProblem | null;
  /** For so long the receiver asks to be left alone. */
  readonly retryAfterMs?: number;
}

/** The one way by which this server writes to addresses that somebody typed. */
export interface WayOut {
  /** One try; never rejects. `stop` cuts it short, as if no time were left. */
  post(url: string, message: OutgoingMessage, stop?: AbortSignal): Promise<TryOutcome>;
}

/** What is sent. */
export interface OutgoingMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** F08 From the question to DNS to the end of the answer. */
const IN_ALL_MS = 5_000;
/** F08 Of the answer; the rest is not waited for. A piece is a TLS record at most. */
const MOST_READ = 65_536;
const LONGEST_PIECE = 16_384;

/** `ca`: trusted in place of the usual authorities. */
export function createWayOut(parts: {
  allowed: readonly AddressBlock[];
  resolve: Resolve;
  clock: Pick<Clock, 'after' | 'now'>;
  ca?: string | Buffer;
}): WayOut {
  const { allowed, resolve, clock, ca } = parts;

  /** Where the connection may go; null where any of it is closed: then the whole name is suspect. */
  async function vetted(url: URL, signal: AbortSignal): Promise<readonly string[] | null> {
    const address = addressIn(url);
    const addresses = address === null ? await resolve(url.hostname, signal) : [address];
    return addresses.every((one) => mayReach(one, allowed)) ? addresses : null;
  }

  async function tryOnce(
    written: string,
    message: OutgoingMessage,
    signal: AbortSignal,
  ): Promise<TryOutcome> {
    const checked = checkUrl(written, allowed);
    if ('wrong' in checked) return failed('address');
    const url = new URL(checked.url);
    const addresses = await Promise.race([vetted(url, signal), rejectedBy(signal)]);
    if (addresses === null) return failed('address');
    if (addresses.length === 0) return failed('name');
    return send({ url, addresses, message, signal, ca, clock });
  }

  return {
    async post(url, message, stop) {
      const end = new AbortController();
      const abort = () => end.abort();
      const cancel = clock.after(IN_ALL_MS, abort);
      stop?.addEventListener('abort', abort, { once: true });
      try {
        return await tryOnce(url, message, end.signal);
      } catch {
        return failed(end.signal.aborted ? 'time' : 'connection');
      } finally {
        cancel();
        stop?.removeEventListener('abort', abort);
      }
    },
  };
}

function failed(problem: WebhookProblem, status: number | null = null): TryOutcome {
  return { status, problem };
}

/** For questions that do not listen to the signal themselves. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('No time is left')), { once: true });
  });
}

interface Sending {
  readonly url: URL;
  readonly addresses: readonly string[];
  readonly message: OutgoingMessage;
  readonly signal: AbortSignal;
  readonly ca: string | Buffer | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

function send({ url, addresses, message, signal, ca, clock }: Sending): Promise<TryOutcome> {
  return new Promise((resolve) => {
    const asked = request(url, {
      method: 'POST',
      headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
      // a line of its own: no connection that was made for another try is used again
      agent: false,
      lookup: toThese(addresses),
      minVersion: 'TLSv1.2',
      signal,
      ...(ca === undefined ? {} : { ca }),
    });
    let answered: TryOutcome | null = null;
    // what was answered counts, however the rest of it ends
    const outcome = (problem: WebhookProblem) => resolve(answered ?? failed(problem));
    asked.on('error', (error) => outcome(signal.aborted ? 'time' : problemOf(error)));
    asked.on('response', (answer) => {
      answered = outcomeOf(answer, clock.now());
      readSome(answer, () => outcome('connection'));
    });
    asked.end(message.body);
  });
}

/** F08 Whoever asks DNS a second time may be told another address: nobody asks. */
function toThese(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_, options, answer) => {
    const [first] = all;
    if (options.all || !first) answer(null, all);
    else answer(null, first.address, first.family);
  };
}

/** The status says all; the rest is read so far as a polite client does, and thrown away. */
function readSome(answer: IncomingMessage, done: () => void): void {
  let read = 0;
  answer.on('data', (piece: Buffer) => {
    read += piece.length;
    if (read + LONGEST_PIECE > MOST_READ) answer.destroy();
  });
  // also where it broke off or took too long: it was answered
  answer.on('error', () => {});
  answer.on('close', done);
}

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage, now: number): TryOutcome {
  if (status >= 200 && status < 300) return { status, problem: null };
  if (status >= 300 && status < 400) return failed('redirect', status);
  if (status === 410) return failed('unwanted', status);
  if (status !== 429 && status !== 503) return failed('status', status);
  return { ...failed('status', status), retryAfterMs: retryAfterMs(headers['retry-after'], now) };
}

/** Codes of Node for what is wrong with a certificate. */
const OF_TLS =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

function problemOf(error: Error): WebhookProblem {
  const code = 'code' in error ? String(error.code) : '';
  return OF_TLS.test(code) ? 'tls' : 'connection';
}
