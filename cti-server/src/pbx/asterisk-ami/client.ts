import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock } from '../../kernel/clock.ts';
import type { ConnectorLog } from '../connector.ts';
import type { AmiEvent, AmiResponse } from './ami-event.ts';
import { type AmiCounters, type AmiStream, createAmiStream, newCounters } from './ami-stream.ts';
import { type AmiAction, checkAction } from './encode.ts';
import { createPending, type Pending } from './pending.ts';
import { type AmiAddress, AmiLinkError, openSocket } from './socket.ts';

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
  | { readonly state: 'down' | 'refused'; readonly problem: string; readonly detail: string };

export interface AmiClientOptions extends AmiAddress {
  readonly user: string;
  readonly secret: string;
  /** Event classes to ask for; can only narrow what the user may read. */
  readonly eventMask: string;
  readonly clock: Clock;
  readonly log: ConnectorLog;
  wanted?(name: string): boolean;
  onEvent(event: AmiEvent): void;
  onLink(state: LinkState): void;
}

/** A client that keeps the link up until stopped. Actions are sent at most once. */
export interface AmiClient {
  start(): void;
  stop(): Promise<void>;
  /** Sends an action. @throws ActionError when refused, unanswered in time, or the line is lost */
  send(action: AmiAction, deadlineMs?: number): Promise<AmiResponse>;
  /**
   * Sends a list action and gives its items; `read` hears them before any event that came behind the list.
   * @throws ActionError
   */
  list(action: AmiAction, read?: (items: AmiEvent[]) => void): Promise<AmiEvent[]>;
  /** Of all its connections. */
  readonly counters: Readonly<AmiCounters>;
}

const CONNECT_MS = 5_000;
const LOGIN_MS = 10_000;
const BOOT_MS = 30_000;
const ACTION_MS = 5_000;
const PING_EVERY_MS = 5_000;
const PONG_MS = 4_000;
const REFUSED_AGAIN_MS = 60_000;
/** What a PBX counts against an address (fail2ban), or an administrator must put right. */
const REFUSALS: ReadonlySet<string> = new Set(['pbx-login-refused', 'pbx-login-in-use']);
const CLOSED_TRIES = 5;

interface Connection {
  readonly socket: Socket;
  readonly stream: AmiStream;
  readonly pending: Pending;
  booted: boolean;
}

/** Delay before the n-th new try (0: the first after a loss), ms: at once, then 0.2 → 30 s, with jitter. */
export function reconnectDelay(attempt: number, random: number): number {
  if (attempt === 0) return 50 + random * 200;
  return Math.min(30_000, 200 * 2 ** Math.min(attempt, 20)) * (0.5 + random / 2);
}

/** Builds a client over asterisk-manager, a fresh instance for each connection. */
export function createAmiClient(options: AmiClientOptions): AmiClient {
  const { clock, log } = options;
  const counters = newCounters();
  let connection: Connection | null = null;
  let attempt = 0;
  let wasUp = false;
  let stopped = true;
  let cancelTimer = () => {};
  let serial = 0;

  const again = (ms: number) => {
    if (!stopped) cancelTimer = clock.after(ms, () => void run());
  };

  const run = async (): Promise<void> => {
    options.onLink({ state: 'connecting' });
    try {
      connection = await connect({ ...options, counters }, (lost) => onLost(lost));
      await login(connection, options);
      attempt = 0;
      wasUp = true;
      options.onLink({ state: 'up' });
      keepAlive(connection);
    } catch (error) {
      const failed = connection;
      connection = null;
      failed?.socket.destroy();
      if (stopped) return;
      onFailed(error);
    }
  };

  const onFailed = (error: unknown) => {
    const known =
      error instanceof AmiLinkError ? error : new AmiLinkError('pbx-connection', String(error));
    const refused = isRefusal(known.problem);
    log.warn({ problem: known.problem }, known.message);
    options.onLink({
      state: refused ? 'refused' : 'down',
      problem: known.problem,
      detail: known.message,
    });
    attempt += 1;
    again(
      refused
        ? REFUSED_AGAIN_MS * (1 + clock.random() / 5)
        : reconnectDelay(attempt, clock.random()),
    );
  };

  /** Where we were let in before, a line that is closed during login is a PBX that restarts. */
  const isRefusal = (problem: string): boolean =>
    problem === 'pbx-login-closed' ? !wasUp || attempt >= CLOSED_TRIES : REFUSALS.has(problem);

  const onLost = (lost: Connection) => {
    if (connection !== lost) return;
    connection = null;
    if (stopped) return;
    options.onLink({
      state: 'down',
      problem: 'pbx-lost',
      detail: `The line to ${options.host}:${options.port} was lost; trying again.`,
    });
    again(reconnectDelay(0, clock.random()));
  };

  /**
   * Two pings in a row without an answer, and the line is dead however open the socket looks: known within
   * 15 s.
   */
  const keepAlive = (current: Connection, missed = 0): void => {
    clock.after(missed > 0 ? 0 : PING_EVERY_MS, () => {
      if (connection !== current) return;
      ask(current, { action: 'Ping' }, PONG_MS).then(
        () => keepAlive(current),
        () => {
          if (missed > 0) current.socket.destroy();
          else keepAlive(current, missed + 1);
        },
      );
    });
  };

  const ask = (current: Connection, action: AmiAction, ms: number) => {
    const checked = checkAction(action);
    serial += 1;
    const actionid = `perezvon-${serial}`;
    const answer = current.pending.response(actionid, ms);
    current.stream.manager.action({ ...checked, action: action.action.toLowerCase(), actionid });
    return answer;
  };

  const require = (): Connection => {
    if (!connection?.booted)
      throw new AmiLinkError('pbx-down', 'There is no connection to the PBX now.');
    return connection;
  };

  return {
    start() {
      stopped = false;
      void run();
    },
    async stop() {
      stopped = true;
      cancelTimer();
      const current = connection;
      connection = null;
      current?.pending.rejectAll('the server stops');
      current?.socket.end();
      current?.socket.destroySoon();
    },
    send: async (action, ms = ACTION_MS) => ask(require(), action, ms),
    async list(action, read) {
      const current = require();
      const checked = checkAction(action);
      serial += 1;
      const actionid = `perezvon-${serial}`;
      const items = current.pending.list(actionid, ACTION_MS, read);
      current.stream.manager.action({ ...checked, action: action.action.toLowerCase(), actionid });
      return items;
    },
    counters,
  };
}

async function connect(
  options: AmiClientOptions & { counters: AmiCounters },
  onLost: (lost: Connection) => void,
): Promise<Connection> {
  const { clock, log } = options;
  const socket = await openSocket(options, CONNECT_MS);
  const pending = createPending(clock);
  let greeted: (line: string) => void = () => {};
  const banner = new Promise<string>((resolve) => {
    greeted = resolve;
  });
  const stream = createAmiStream({
    counters: options.counters,
    wanted: (name) => options.wanted?.(name) ?? true,
    write: (text) => void socket.write(text),
    onBanner: (line) => greeted(line),
    onResponse: (response) => pending.onResponse(response),
    onPoisoned: ({ text, error }) =>
      log.error(
        { text: text.slice(0, 2_000), error: String(error) },
        'An AMI event could not be processed and was set aside',
      ),
    onEvent(event) {
      if (event.name === 'FullyBooted') pending.onBooted();
      if (!pending.onEvent(event)) options.onEvent(event);
    },
  });
  const connection: Connection = { socket, stream, pending, booted: false };
  socket.on('data', (chunk) => stream.push(chunk, clock.now()));
  socket.on('error', (error) => log.debug({ error: error.message }, 'AMI socket'));
  socket.on('close', () => {
    stream.end();
    pending.rejectAll('the line to the PBX was lost');
    greeted('');
    onLost(connection);
  });
  const line = await within(banner, LOGIN_MS, clock);
  if (!line?.startsWith('Asterisk Call Manager/')) {
    socket.destroy();
    throw new AmiLinkError(
      'pbx-not-ami',
      `What answers at ${options.host}:${options.port} is no Asterisk Manager Interface. Check the port (5038 by default).`,
    );
  }
  return connection;
}

/** Logs in by MD5 challenge, so that the secret itself never travels. */
async function login(connection: Connection, options: AmiClientOptions): Promise<void> {
  const { pending, stream, socket } = connection;
  const challenge = pending.response('perezvon-challenge', LOGIN_MS);
  socket.write('Action: Challenge\r\nAuthType: MD5\r\nActionID: perezvon-challenge\r\n\r\n');
  const { fields } = await refusable(challenge, options);
  const key = createHash('md5')
    .update(`${fields.challenge ?? ''}${options.secret}`)
    .digest('hex');
  const { manager } = stream;
  const answer = pending.response('perezvon-login', LOGIN_MS);
  const send = manager.action;
  // asterisk-manager knows only the plain login; its action is turned into the challenged one on its way
  manager.action = (action, callback) =>
    send(
      action.action === 'login'
        ? checkAction({
            action: 'login',
            authtype: 'MD5',
            username: options.user,
            key,
            events: options.eventMask,
            actionid: 'perezvon-login',
          })
        : action,
      callback,
    );
  manager.login();
  await refusable(answer, options);
  // its own answer handling is off (ami-stream.ts); this lets its later actions through
  manager.emit('perezvon-login', undefined, {});
  await within(pending.booted, BOOT_MS, options.clock);
  connection.booted = true;
}

async function refusable(
  answer: Promise<AmiResponse>,
  { user, host }: AmiClientOptions,
): Promise<AmiResponse> {
  try {
    return await answer;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/authentication failed/i.test(said)) {
      throw new AmiLinkError(
        'pbx-login-refused',
        `${host} refused the AMI user "${user}": wrong secret, unknown user, or this server's address is not permitted. In manager.conf compare [${user}] secret, deny and permit; then "manager reload".`,
      );
    }
    if (/already in use/i.test(said)) {
      throw new AmiLinkError(
        'pbx-login-in-use',
        `The AMI user "${user}" is logged in elsewhere and allowmultiplelogin is no. Give Perezvon a user of its own.`,
      );
    }
    if (/shutting down/i.test(said)) {
      throw new AmiLinkError('pbx-restarting', `${host} is being restarted; trying again.`);
    }
    if (/lost/.test(said)) {
      throw new AmiLinkError(
        'pbx-login-closed',
        `${host} closed the line during login. This server's address is perhaps not permitted: see deny and permit of [${user}] in manager.conf.`,
      );
    }
    throw new AmiLinkError('pbx-login', `${host} did not let the AMI user "${user}" in: ${said}`);
  }
}

/** The value, or undefined when it does not come in time. */
function within<T>(value: Promise<T>, ms: number, clock: Clock): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    void value.then((one) => {
      cancel();
      resolve(one);
    });
  });
}
