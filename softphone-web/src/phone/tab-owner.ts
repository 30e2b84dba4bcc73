import type { BrowserClock } from '../services/browser-clock.ts';
import {
  isLive,
  type OwnRegistration,
  type Phone,
  PhoneRefusal,
  type PhoneState,
} from './phone.ts';
import { quietPhone } from './reduce.ts';
import { COMMANDS, type Command, createTabAsks, type Word } from './tab-words.ts';

/** The part of the Web Locks API that is used. */
export type TabLocks = Pick<LockManager, 'request'>;
/** The part of a BroadcastChannel that is used: what one posts all others hear. */
export interface TabChannel {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

/** What the tabs of one operator need from outside. */
export interface TabPhoneOptions {
  readonly extension: string;
  /** Makes the phone itself; called when this tab becomes its owner. */
  readonly create: () => Phone;
  /** Undefined where the browser has none: then every tab owns a phone, and the last one rings. */
  readonly locks: TabLocks | undefined;
  readonly channel: TabChannel;
  readonly clock: BrowserClock;
}

/** A phone that all tabs of one operator share: one tab owns it and rings, the others show and command it. */
export interface TabPhone extends Phone {
  /** Moves the phone into this tab. @throws PhoneRefusal `wrong-state` while it has calls */
  readonly takeOver: () => Promise<void>;
}

/**
 * Shares one phone between tabs. A Web Lock names the owner: the browser gives it to the next tab the
 * moment that the owner closes or crashes. The PBX keeps one registration per phone, so two owners
 * would steal each other's calls.
 */
export function createTabPhone(options: TabPhoneOptions): TabPhone {
  const { channel, clock } = options;
  const listeners = new Set<() => void>();
  let own: Phone | null = null;
  let shown: PhoneState = elsewhere(quietPhone('browser', options.extension));
  let giveUp: (() => void) | null = null;
  let waiting: AbortController | null = null;
  let reigning: Promise<void> | null = null;
  let settled = () => {};

  function show(state: PhoneState): void {
    shown = state;
    for (const listener of listeners) listener();
  }

  const say = (word: Word) => channel.postMessage(word);
  const asks = createTabAsks({ say, clock });

  /** Owns the phone until it is given up. */
  async function reign(): Promise<void> {
    const phone = options.create();
    own = phone;
    const quit = phone.subscribe(() => {
      show(phone.state());
      say({ kind: 'state', state: phone.state() });
    });
    const over = new Promise<void>((resolve) => {
      giveUp = resolve;
    });
    phone.start().then(settled, settled);
    await over;
    // The next owner tells the others how the phone stands; a farewell of ours could only come too late.
    quit();
    giveUp = null;
    own = null;
    await phone.stop();
    show(elsewhere(phone.state()));
  }

  function queue(how: { readonly steal?: boolean }): void {
    waiting?.abort();
    const mine = new AbortController();
    waiting = mine;
    // A signal and `steal` exclude each other in the API.
    const request = how.steal ? { steal: true } : { signal: mine.signal };
    const name = `perezvon-phone-${options.extension}`;
    if (!options.locks) {
      reigning = reign();
      return;
    }
    options.locks
      .request(name, request, () => (reigning = reign()))
      .catch(() => {
        // Aborted by us; or another tab took the phone over, and this one shows it from now on.
        if (mine.signal.aborted) return;
        giveUp?.();
        queue({});
      });
  }

  function hear(word: Word): void {
    switch (word.kind) {
      case 'hello':
        if (own) say({ kind: 'state', state: own.state() });
        return;
      case 'state':
        if (own) return;
        settled();
        return show(elsewhere(word.state));
      case 'command':
        return void (own && carryOut(own, word));
      default:
        asks.hear(word);
    }
  }

  async function carryOut(phone: Phone, word: Extract<Word, { kind: 'command' }>): Promise<void> {
    const { ask, name, args } = word;
    if (!COMMANDS.includes(name)) return;
    say({ kind: 'heard', ask });
    try {
      const act = phone[name] as (...args: unknown[]) => Promise<unknown>;
      say({ kind: 'done', ask, value: await act(...args) });
    } catch (error) {
      say({ kind: 'refused', ask, code: error instanceof PhoneRefusal ? error.code : 'failed' });
    }
  }

  function command<T>(name: Command, ...args: unknown[]): Promise<T> {
    if (own) return (own[name] as (...args: unknown[]) => Promise<T>)(...args);
    return asks.ask(name, args) as Promise<T>;
  }

  return {
    state: () => own?.state() ?? shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      channel.onmessage = ({ data }) => hear(data as Word);
      return new Promise((resolve) => {
        settled = resolve;
        queue({});
        say({ kind: 'hello' });
      });
    },
    async stop() {
      waiting?.abort();
      giveUp?.();
      await reigning;
      channel.close();
    },
    askMicrophone: async () => own?.askMicrophone(),
    async takeOver() {
      if (own) return;
      if (shown.calls.some(isLive)) throw new PhoneRefusal('wrong-state');
      queue({ steal: true });
    },
    dial: (digits) => command('dial', digits),
    answer: (id) => command('answer', id),
    reject: (id) => command('reject', id),
    hangUp: (id) => command('hangUp', id),
    mute: (id, on) => command('mute', id, on),
    hold: (id, on) => command('hold', id, on),
    dtmf: (id, tones) => command('dtmf', id, tones),
    transfer: (id, digits) => command('transfer', id, digits),
    consult: (id, digits) => command('consult', id, digits),
    connect: (id) => command('connect', id),
    confer: (id) => command('confer', id),
  };
}

/** What the page gives: its locks, and the air between the tabs of this operator. */
export function pageTabs(extension: string): Pick<TabPhoneOptions, 'locks' | 'channel'> {
  const channel = new BroadcastChannel(`perezvon-phone-${extension}`) as TabChannel;
  return { locks: navigator.locks, channel };
}

function elsewhere(state: PhoneState): PhoneState {
  const { registration } = state;
  const there: OwnRegistration =
    registration.kind === 'elsewhere' ? registration.there : registration;
  return { ...state, registration: { kind: 'elsewhere', there } };
}
