import type { Clock } from '../../kernel/clock.ts';
import type { ConnectorLog } from '../connector.ts';
import type { AmiEvent } from './ami-event.ts';
import { type AmiCounters, type AmiStream, createAmiStream } from './ami-stream.ts';
import { createPending, type Pending } from './pending.ts';
import type { Quarantine } from './quarantine.ts';
import {
  type AmiAddress,
  AmiLinkError,
  type AmiSocket,
  GREETING,
  noAmi,
  type OpenSocket,
  openSocket,
} from './socket.ts';

const CONNECT_MS = 5_000;
const BANNER_MS = 10_000;
const BOOT_MS = 30_000;

/** One line to an AMI, from its first byte to its last; never used again. */
export interface Connection {
  readonly socket: AmiSocket;
  readonly stream: AmiStream;
  readonly pending: Pending;
  /** Resolves when the PBX is fully booted, or has not said so for long: without the right "system" it never does. */
  booted(): Promise<unknown>;
  /** When the last bytes came, ms epoch. */
  heardAt(): number;
  /** Resolves when the line is closed, by whomever; nothing is told after that. */
  readonly closed: Promise<void>;
}

/** Who hears what comes. */
export interface ConnectionOptions extends AmiAddress {
  readonly clock: Clock;
  readonly log: ConnectorLog;
  readonly counters: AmiCounters;
  readonly quarantine: Quarantine;
  /** TCP or TLS unless told. */
  readonly open?: OpenSocket;
  wanted?(name: string): boolean;
  onEvent(event: AmiEvent): void;
}

/**
 * Opens a line and waits until an AMI greets. The `signal` closes it, now or later.
 * @throws AmiLinkError that names cause and cure
 */
export async function connect(
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Connection> {
  const { clock, log, host, port, open = openSocket } = options;
  const socket = await open(options, { timeoutMs: CONNECT_MS, clock, signal });
  const pending = createPending(clock);
  const greeting = Promise.withResolvers<string | null>();
  const booting = Promise.withResolvers<void>();
  const closing = Promise.withResolvers<void>();
  const stream = createAmiStream({
    counters: options.counters,
    quarantine: options.quarantine,
    wanted: (name) => options.wanted?.(name) ?? true,
    write: (text) => void socket.write(text),
    onBanner: greeting.resolve,
    onResponse: (response) => pending.onResponse(response),
    onEvent(event) {
      if (event.name === 'FullyBooted') booting.resolve();
      if (!pending.onEvent(event)) options.onEvent(event);
    },
  });
  const end = () => {
    pending.rejectAll('the server stops');
    socket.end();
    socket.destroySoon();
  };
  let heardAt = clock.now();
  socket.on('data', (chunk) => {
    heardAt = clock.now();
    stream.push(chunk, heardAt);
  });
  socket.on('error', (error) => log.debug({ error: error.message }, 'AMI socket'));
  socket.on('close', () => {
    signal.removeEventListener('abort', end);
    stream.end();
    pending.rejectAll('the line to the PBX was lost');
    greeting.resolve(null);
    booting.resolve();
    closing.resolve();
  });
  signal.addEventListener('abort', end);
  const line = await within(greeting.promise, { ms: BANNER_MS, clock });
  if (!line?.startsWith(GREETING)) {
    socket.destroy();
    throw notGreeted(line, `${host}:${port}`);
  }
  return {
    socket,
    stream,
    pending,
    booted: () => within(booting.promise, { ms: BOOT_MS, clock }),
    heardAt: () => heardAt,
    closed: closing.promise,
  };
}

/** `line`: null where it was closed before any came. */
function notGreeted(line: string | null | undefined, place: string): AmiLinkError {
  if (line !== null) return noAmi(place);
  return new AmiLinkError(
    'pbx-closed',
    `${place} closes the line without a word: the PBX is being restarted, or nothing is behind a tunnel or a forwarded port. Trying again.`,
  );
}

/** The value, or undefined when it does not come in time. */
function within<T>(
  value: Promise<T>,
  { ms, clock }: { ms: number; clock: Clock },
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    void value.then((one) => {
      cancel();
      resolve(one);
    });
  });
}
