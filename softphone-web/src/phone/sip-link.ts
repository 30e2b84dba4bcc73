import {
  type Core,
  Registerer,
  RegistererState,
  URI,
  UserAgent,
  type UserAgentOptions,
} from 'sip.js';
import type { SipAccount } from '@perezvon/cti-server/contract';
import type { BrowserClock } from '../services/browser-clock.ts';
import type { Surroundings } from '../services/surroundings.ts';
import type { OwnRegistration, RegistrationRefusal } from './phone.ts';
import { createPing } from './sip-ping.ts';
import { createSipSocket, type SipSocket } from './sip-socket.ts';

/** First try after a loss, then doubling waits, ms; each is jittered, so that a server's clients spread. */
const FIRST_RETRY_MS = 250;
const RETRY_MS = { first: 500, last: 15_000 } as const;
/** A phone that the PBX refused asks again after this long, ms: someone may have cured it. */
const REFUSED_RETRY_MS = 30_000;
/** Registration is renewed well before this many seconds are over. */
const EXPIRES_S = 300;
const RENEW_AT_PERCENT = 80;

/** The way to the PBX: socket, registration, and their repair. */
export interface SipLink {
  readonly agent: UserAgent;
  readonly isConnected: () => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What the link needs from outside. */
export interface SipLinkOptions {
  readonly account: SipAccount;
  readonly open: () => WebSocket;
  readonly clock: BrowserClock;
  readonly surroundings: Surroundings;
  readonly agent: Pick<UserAgentOptions, 'delegate' | 'sessionDescriptionHandlerFactory'>;
  readonly onRegistration: (registration: OwnRegistration) => void;
  /** The socket is back after a loss: dialogs must be told the new way here. */
  readonly onRepaired: () => void;
}

/** Connects and registers one account; repairs the link until it is stopped. */
export function createSipLink(options: SipLinkOptions): SipLink {
  const { clock } = options;
  const socket = createSipSocket({ open: options.open, clock });
  const agent = createAgent(options, socket);
  const ping = createPing({
    agent,
    domain: options.account.domain,
    clock,
    onSilence: () => socket.abandon('No answer to a ping in time.'),
  });
  let registerer: Registerer | null = null;
  let connecting: Promise<void> | null = null;
  let stopped = true;
  let wasConnected = false;
  let tries = 0;
  let lostSince: number | null = null;
  let cancelRetry = () => {};
  const leave: (() => void)[] = [];

  function connect(open = () => socket.connect()): Promise<void> {
    cancelRetry();
    if (stopped || socket.isConnected()) return Promise.resolve();
    connecting ??= open().then(
      () => {
        connecting = null;
      },
      () => {
        connecting = null;
        lost();
      },
    );
    return connecting;
  }

  function connected(): void {
    register();
    ping.start();
    if (wasConnected) options.onRepaired();
    wasConnected = true;
  }

  function lost(): void {
    ping.stop();
    dropRegisterer();
    if (stopped) return;
    lostSince ??= clock.now();
    options.onRegistration({ kind: 'lost', since: lostSince });
    const longest = Math.min(RETRY_MS.last, RETRY_MS.first * 2 ** (tries - 1));
    const wait = tries === 0 ? jitter(FIRST_RETRY_MS, clock) : jitter(longest, clock);
    tries += 1;
    cancelRetry();
    cancelRetry = clock.after(wait, () => void connect());
  }

  /** One registerer per connection: one with a REGISTER under way refuses another for 32 s. */
  function register(): void {
    dropRegisterer();
    if (stopped || !socket.isConnected()) return;
    const mine = new Registerer(agent, { expires: EXPIRES_S, refreshFrequency: RENEW_AT_PERCENT });
    registerer = mine;
    let once = false;
    mine.stateChange.addListener((state) => {
      if (registerer !== mine) return;
      if (state === RegistererState.Registered) {
        once = true;
        registered();
        // A renewal that failed: why is not told, so ask anew.
      } else if (state === RegistererState.Unregistered && once) register();
    });
    const onReject = (response: Core.IncomingResponse) => {
      if (registerer === mine) refused(response.message.statusCode ?? 0);
    };
    mine.register({ requestDelegate: { onReject } }).catch(() => registerer === mine && lost());
  }

  function registered(): void {
    tries = 0;
    lostSince = null;
    options.onRegistration({ kind: 'ready' });
  }

  function refused(status: number): void {
    if (status === 408 || status >= 500) {
      socket.abandon(`The PBX answered REGISTER with ${status}.`);
      return;
    }
    options.onRegistration({ kind: 'refused', reason: reasonOf(status) });
    cancelRetry();
    cancelRetry = clock.after(REFUSED_RETRY_MS, register);
  }

  function dropRegisterer(): void {
    const gone = registerer;
    registerer = null;
    gone?.dispose().catch(() => undefined);
  }

  function network(online: boolean): void {
    if (!online) socket.abandon('The browser says that the network is gone.');
    else if (socket.isConnected()) ping.ask();
    else void connect();
  }

  agent.delegate = { ...options.agent.delegate, onConnect: connected, onDisconnect: lost };

  return {
    agent,
    isConnected: () => socket.isConnected(),
    async start() {
      if (!stopped) return;
      stopped = false;
      options.onRegistration({ kind: 'connecting' });
      leave.push(
        options.surroundings.onNetwork(network),
        options.surroundings.onSeen(() => network(true)),
      );
      await connect(() => agent.start());
    },
    async stop() {
      stopped = true;
      cancelRetry();
      ping.stop();
      for (const quit of leave.splice(0)) quit();
      const gone = registerer;
      registerer = null;
      await inTime(gone?.dispose(), clock);
      await inTime(agent.stop(), clock);
      options.onRegistration({ kind: 'off' });
    },
  };
}

function createAgent(options: SipLinkOptions, socket: SipSocket): UserAgent {
  const { extension, domain, password } = options.account;
  // SIP.js wants a class; `new` gives what its constructor returns.
  const transportConstructor = function given() {
    return socket;
  } as unknown as NonNullable<UserAgentOptions['transportConstructor']>;
  return new UserAgent({
    ...options.agent,
    uri: new URI('sip', extension, domain),
    authorizationUsername: extension,
    authorizationPassword: password,
    // In-dialog From would else be a random word, which a strict gate refuses.
    contactName: extension,
    transportConstructor,
    reconnectionAttempts: 0,
    // How long a phone rings is for the PBX to say, s.
    noAnswerTimeout: 600,
    logBuiltinEnabled: false,
  });
}

function reasonOf(status: number): RegistrationRefusal {
  if (status === 401 || status === 407) return 'wrong-password';
  return status === 403 ? 'not-allowed' : 'refused';
}

function jitter(longest: number, clock: BrowserClock): number {
  return longest / 5 + (clock.random() * longest * 4) / 5;
}

/** A farewell is a courtesy: it may not hold up the sign-out. */
function inTime(farewell: Promise<void> | undefined, clock: BrowserClock): Promise<void> {
  if (!farewell) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(2_000, resolve);
    farewell
      .catch(() => undefined)
      .finally(() => {
        cancel();
        resolve();
      });
  });
}
