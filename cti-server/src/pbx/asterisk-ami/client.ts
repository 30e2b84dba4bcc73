import type { Clock } from '../../kernel/clock.ts';
import type { ConnectorLog } from '../connector.ts';
import { createAsking } from './asking.ts';
import type { AmiEvent, AmiResponse } from './ami-event.ts';
import { type AmiCounters, newCounters } from './ami-stream.ts';
import { type Connection, connect } from './connection.ts';
import type { AmiAction } from './encode.ts';
import { type AmiLogin, logIn } from './login.ts';
import { createQuarantine, type Quarantine } from './quarantine.ts';
import { createRetry } from './retry.ts';
import { type Stall, watchStalls } from './stall-watch.ts';
import { type AmiAddress, AmiLinkError, type OpenSocket } from './socket.ts';

/**
 * The link to one AMI.
 * ```
 * connecting ──▶ up ──▶ down ──▶ connecting …      (a lost line: again at once, then 0.2–30 s with jitter)
 *      └──▶ refused ──▶ connecting                 (a refused login: again after a minute, fail2ban in mind)
 * ```
 */
export type LinkState =
  | { readonly state: 'connecting' }
  | { readonly state: 'up' }
  | {
      readonly state: 'down' | 'refused';
      readonly problem: string;
      readonly detail: string;
      /** ms epoch: nothing came or was read since, where the line was open and dead, or we stood still, for a while. */
      readonly silentSince?: number;
    };

export interface AmiClientOptions extends AmiAddress, AmiLogin {
  readonly clock: Clock;
  readonly log: ConnectorLog;
  /** TCP or TLS unless told. */
  readonly open?: OpenSocket;
  wanted?(name: string): boolean;
  onEvent(event: AmiEvent): void;
  onLink(state: LinkState): void;
}

/** A client that keeps the link up until stopped. Actions are sent at most once. */
export interface AmiClient {
  start(): void;
  /** Resolves when its line is closed. */
  stop(): Promise<void>;
  /** Sends an action. @throws ActionError when refused, unanswered in time, or the line is lost */
  send(action: AmiAction, deadlineMs?: number): Promise<AmiResponse>;
  /**
   * Sends a list action and gives its items; `read` hears them before any event that came behind the list.
   * @throws ActionError, or what `read` throws
   */
  list(action: AmiAction, read?: (items: AmiEvent[]) => void): Promise<AmiEvent[]>;
  isUp(): boolean;
  /** How long the last ping took to be answered, ms: how late the PBX is; null when none was yet. */
  answerMs(): number | null;
  /** Of all its connections. */
  readonly counters: Readonly<AmiCounters>;
  readonly quarantine: Quarantine;
}

const ACTION_MS = 5_000;
const PING_EVERY_MS = 5_000;
const PONG_MS = 4_000;

/** Builds a client over asterisk-manager, a fresh instance for each connection. */
export function createAmiClient(options: AmiClientOptions): AmiClient {
  const { clock, log } = options;
  const counters = newCounters();
  const asking = createAsking();
  const quarantine = createQuarantine(({ text, error }) =>
    log.error(
      { text: text.slice(0, 2_000), error: String(error) },
      'An AMI event could not be processed and was set aside',
    ),
  );
  let current: Connection | null = null;
  let stopping = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  let answerMs: number | null = null;
  /** Of the line that was given up as dead, or closed because we did not read it. */
  let silentSince: number | undefined;
  /** Of this line, as long as nothing proves that what was said meanwhile has come. */
  let lastStall: (Stall & { readonly overAt: number }) | null = null;

  /** A listener that fails must not end the loop that keeps the link up. */
  const tell = (link: LinkState) => {
    try {
      options.onLink(link);
    } catch (error) {
      log.error({ error: String(error) }, 'The state of the link could not be told');
    }
  };

  /** One connection after another: the next is tried only when the last is closed, so there are never two. */
  const keepUp = async (signal: AbortSignal): Promise<void> => {
    const retry = createRetry(clock);
    let last: string | null = null;
    while (!signal.aborted) {
      tell({ state: 'connecting' });
      const { problem, message } = await session(retry.onUp, signal);
      if (signal.aborted) return;
      const { refused, afterMs } = retry.next(problem);
      if (problem !== last) log.warn({ problem }, message);
      last = problem;
      const silence = silentSince === undefined ? {} : { silentSince };
      silentSince = undefined;
      tell({ state: refused ? 'refused' : 'down', problem, detail: message, ...silence });
      await pause(afterMs, signal);
    }
  };

  /** A connection from its beginning to its end; gives why it ended. */
  const session = async (onUp: () => void, signal: AbortSignal): Promise<AmiLinkError> => {
    let connection: Connection | null = null;
    try {
      connection = await connect({ ...options, counters, quarantine }, signal);
      await logIn(connection, options);
      await connection.booted();
      if (!connection.socket.destroyed) {
        current = connection;
        lastStall = null;
        onUp();
        tell({ state: 'up' });
        keepAlive(connection);
        void connection.closed.then(watchStalls(clock, onStall));
      }
      await connection.closed;
      return lost();
    } catch (error) {
      return error instanceof AmiLinkError
        ? error
        : new AmiLinkError('pbx-connection', String(error));
    } finally {
      current = null;
      connection?.socket.destroy();
      await connection?.closed;
    }
  };

  const pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.after(ms, end);
      signal.addEventListener('abort', end);
    });

  /**
   * Two pings in a row without an answer or anything else, and the line is dead however open the socket looks:
   * known within 15 s. Where events come, the answer stands behind them in the PBX's queue.
   */
  const keepAlive = (connection: Connection, missed = 0): void => {
    const cancel = clock.after(missed > 0 ? 0 : PING_EVERY_MS, () => {
      const [asked, askedAt] = [clock.monotonic(), clock.now()];
      asking.answer(connection, { action: 'Ping' }, PONG_MS).then(
        () => {
          answerMs = Math.round(clock.monotonic() - asked);
          // the PBX answers behind all that it had to say when it was asked
          if (lastStall && asked >= lastStall.overAt) lastStall = null;
          keepAlive(connection);
        },
        () => {
          if (connection.heardAt() > askedAt) return keepAlive(connection);
          if (missed === 0) return keepAlive(connection, missed + 1);
          silentSince = connection.heardAt();
          connection.socket.destroy();
        },
      );
    });
    void connection.closed.then(cancel);
  };

  const onStall = (stall: Stall): void => {
    lastStall = { ...stall, overAt: clock.monotonic() };
    counters.stalls += 1;
    log.warn({ ms: stall.ms }, 'The AMI reader stalled: this process did not run');
  };

  /** What Asterisk cannot write for `writetimeout` it throws away with the line, and says nothing. */
  const lost = (): AmiLinkError => {
    const place = `${options.host}:${options.port}`;
    if (lastStall === null) {
      return new AmiLinkError('pbx-lost', `The line to ${place} was lost; trying again.`);
    }
    silentSince = Math.min(silentSince ?? Infinity, lastStall.from);
    return new AmiLinkError(
      'pbx-unread',
      `This server stood still for ${lastStall.ms} ms and the line to ${place} was lost; trying again. Give the machine more room, or find what stops it.`,
    );
  };

  const require = (): Connection => {
    if (!current) throw new AmiLinkError('pbx-down', 'There is no connection to the PBX now.');
    return current;
  };

  return {
    start() {
      stopping = new AbortController();
      ended = keepUp(stopping.signal);
    },
    async stop() {
      stopping.abort(new AmiLinkError('pbx-down', 'The server stops.'));
      await ended;
    },
    send: async (action, ms = ACTION_MS) => asking.answer(require(), action, ms),
    list: async (action, read) => asking.list(require(), action, ACTION_MS, read),
    isUp: () => current !== null && !current.socket.destroyed,
    answerMs: () => answerMs,
    counters,
    quarantine,
  };
}
