import type { SipAccount } from '@perezvon/cti-server/contract';
import { type Invitation, Inviter, type NameAddrHeader, URI } from 'sip.js';
import type { BrowserClock } from '../services/browser-clock.ts';
import type { Surroundings } from '../services/surroundings.ts';
import { watchForGhost } from './ghost-watch.ts';
import { createMicrophone } from './microphone.ts';
import {
  callIn,
  DIALLABLE,
  type Phone,
  type PhoneCallState,
  PhoneRefusal,
  TONES,
} from './phone.ts';
import { createPhoneStore } from './phone-store.ts';
import { hasRoom } from './reduce.ts';
import type { CallKeeper } from './kept-calls.ts';
import { createSipBegin, done } from './sip-begin.ts';
import { createSipCall, type SipCall } from './sip-call.ts';
import { createSipLink } from './sip-link.ts';
import { messagesTold } from './sip-messages.ts';
import { createSipMoves } from './sip-moves.ts';
import { createMediaFactory } from './sip-media.ts';
import { createSipReturn, type SayFarewell } from './sip-return.ts';

/** What the browser phone needs from outside. */
export interface SipPhoneOptions {
  readonly account: SipAccount;
  /** Opens the SIP socket. */
  readonly open: () => WebSocket;
  readonly clock: BrowserClock;
  readonly surroundings: Surroundings;
  /** STUN and TURN servers; none on a LAN or VPN, where answering is 100 ms quicker without. */
  readonly iceServers?: readonly RTCIceServer[];
  /** The browser plays no sound before a click. */
  readonly onSoundBlocked?: () => void;
  /** Do not disturb: whoever calls hears "busy". Asked at each call. */
  readonly refusesCalls?: () => boolean;
  /** Whether the server sees a call ring at this phone; null while it cannot tell. */
  readonly ringsHere?: () => boolean | null;
  /** Where calls outlive the page. */
  readonly keeper: CallKeeper;
  readonly sayFarewell: SayFarewell;
}

/** A phone in the page: SIP over WebSocket, sound by WebRTC. */
export function createSipPhone(options: SipPhoneOptions): Phone {
  const { clock } = options;
  const store = createPhoneStore('browser', options.account.extension, clock);
  const { tell } = store;
  const calls = new Map<string, SipCall>();
  let unkeep = () => {};
  const microphone = createMicrophone((state) => tell({ kind: 'microphone', microphone: state }));
  const link = createSipLink({
    ...options,
    agent: {
      delegate: {
        onInvite: (invitation) => void invited(invitation),
        onNotify(notification) {
          void notification.accept();
          const messages = messagesTold(notification);
          if (messages !== null) tell({ kind: 'messages', messages });
        },
      },
      sessionDescriptionHandlerFactory: createMediaFactory(options.iceServers ?? []),
    },
    onRegistration(registration) {
      tell({ kind: 'registration', registration });
      if (registration.kind === 'ready') returns.begin();
    },
    onRepaired: () => {
      for (const [id, call] of calls) {
        call.repair();
        watchForGhost({
          clock,
          rings: () => store.state().calls.some((one) => one.id === id && one.state === 'ringing'),
          ringsHere: options.ringsHere ?? (() => null),
          over: () => void call.end('no-answer').catch(() => undefined),
        });
      }
    },
  });

  async function invited(invitation: Invitation): Promise<void> {
    const isWanted = hasRoom(store.state()) && !options.refusesCalls?.();
    if (!isWanted) return invitation.reject({ statusCode: 486 });
    const id = invitation.request.callId;
    tell({ kind: 'invited', id, ...partyOf(invitation.remoteIdentity), at: clock.now() });
    follow(id, invitation);
    await invitation.progress().catch(() => undefined);
  }

  function follow(id: string, session: Invitation | Inviter): SipCall {
    const call = createSipCall({
      session,
      clock,
      isConnected: link.isConnected,
      openMicrophone: microphone.open,
      dtmfInfo: options.account.dtmfInfo ?? false,
      events: {
        answered: () => tell({ kind: 'answered', id, at: clock.now() }),
        ringback: (on) => tell({ kind: 'ringback', id, on }),
        held(on) {
          moves.left(id);
          tell({ kind: 'held', id, on, at: clock.now() });
        },
        quality: (quality) => tell({ kind: 'quality', id, quality }),
        voiceChanged: () => moves.voiceChanged(id),
        ended(reason) {
          moves.left(id);
          tell({ kind: 'ended', id, reason: returns.reasonOf(id, reason), at: clock.now() });
        },
        soundBlocked: () => options.onSoundBlocked?.(),
      },
    });
    calls.set(id, call);
    return call;
  }

  /** The call of a command, in a state that the command fits. */
  function live(id: string, fitting: readonly PhoneCallState[]): SipCall {
    callIn(store.state(), id, fitting);
    const call = calls.get(id);
    if (!call) throw new PhoneRefusal('unknown-call');
    return call;
  }

  const { holdOthers, resume, beginWith } = createSipBegin({
    store,
    live,
    openMicrophone: microphone.open,
    isConnected: link.isConnected,
  });

  async function dial(digits: string, asksFor?: string): Promise<string> {
    if (!DIALLABLE.test(digits)) throw new PhoneRefusal('bad-number');
    let id = '';
    await beginWith(mayDial, (stream) => {
      const target = new URI('sip', digits, options.account.domain);
      const inviter = new Inviter(link.agent, target, { earlyMedia: true });
      id = inviter.request.callId;
      const party = { remoteNumber: digits, remoteName: '' };
      tell({ kind: 'dialled', id, ...party, ...(asksFor ? { asksFor } : {}), at: clock.now() });
      return follow(id, inviter).begin(stream);
    });
    return id;
  }

  function mayDial(): void {
    if (store.state().registration.kind !== 'ready') throw new PhoneRefusal('not-ready');
    if (!hasRoom(store.state())) throw new PhoneRefusal('too-many-calls');
  }

  const answering = new Map<string, Promise<void>>();
  /** A second click on "answer" waits for the first. */
  function answer(id: string): Promise<void> {
    const under = answering.get(id) ?? accept(id).finally(() => answering.delete(id));
    answering.set(id, under);
    return under;
  }

  function accept(id: string): Promise<void> {
    const ringing = () => live(id, ['ringing']);
    return beginWith(ringing, (stream) => ringing().begin(stream), id);
  }

  const endAll = () => {
    for (const call of calls.values()) void call.end('hung-up').catch(() => undefined);
  };
  /** Calls that are spoken in wait for the page to come back; with the others it is over. */
  function leave(): void {
    returns.leave();
    for (const { id, state } of store.state().calls)
      if (state === 'ringing' || state === 'dialling')
        void calls
          .get(id)
          ?.end('hung-up')
          .catch(() => undefined);
  }

  const moves = createSipMoves({
    store,
    live,
    dial,
    account: options.account,
    isConnected: link.isConnected,
    digitsOk: (digits) => DIALLABLE.test(digits),
  });

  const returns = createSipReturn({
    account: options.account,
    agent: () => link.agent,
    clock,
    store,
    calls,
    follow,
    openMicrophone: microphone.open,
    confer: moves.confer,
    keeper: options.keeper,
    sayFarewell: options.sayFarewell,
  });

  store.onForgotten((id) => calls.delete(id));

  return {
    state: store.state,
    subscribe: store.subscribe,
    async start() {
      // Not `beforeunload`: a click on a mailto: link fires that too.
      addEventListener('pagehide', leave);
      returns.expect();
      unkeep = store.subscribe(returns.keep);
      await Promise.all([microphone.ask(), link.start()]);
    },
    async stop() {
      removeEventListener('pagehide', leave);
      endAll();
      unkeep();
      options.keeper.keep([]);
      await link.stop();
      microphone.close();
    },
    askMicrophone: microphone.ask,
    dial: (digits) => dial(digits),
    answer,
    reject: async (id) => done(live(id, ['ringing']).end('rejected')),
    async hangUp(id) {
      if (returns.giveUp(id)) return;
      const any: readonly PhoneCallState[] = ['ringing', 'dialling', 'talking', 'held'];
      const { asksFor } = callIn(store.state(), id, any);
      await done(live(id, any).end('hung-up'));
      // who asked goes back to the one who waits
      if (asksFor !== null) await resume([asksFor]);
    },
    async mute(id, on) {
      const { joined } = callIn(store.state(), id, ['talking', 'held']);
      // in a conference nobody is to hear us
      const all = store.state().calls.filter((call) => call.id === id || (joined && call.joined));
      for (const call of all) {
        calls.get(call.id)?.mute(on);
        tell({ kind: 'muted', id: call.id, on });
      }
    },
    async hold(id, on) {
      const call = live(id, ['talking', 'held']);
      if (!link.isConnected()) throw new PhoneRefusal('not-ready');
      const others = on ? [] : await holdOthers(id);
      try {
        await done(call.hold(on));
      } catch (error) {
        await resume(others);
        throw error;
      }
    },
    async dtmf(id, tones) {
      if (!TONES.test(tones)) throw new PhoneRefusal('bad-number');
      await done(live(id, ['talking']).tones(tones));
    },
    transfer: (id, digits) => done(moves.transfer(id, digits)),
    consult: (id, digits) => done(moves.consult(id, digits)),
    connect: (id) => done(moves.connect(id)),
    confer: (id) => done(moves.confer(id)),
  };
}

/** Who calls, as they say of themselves. A withheld number comes as a word, not as digits. */
function partyOf(identity: NameAddrHeader): { remoteNumber: string; remoteName: string } {
  const user = identity.uri.user ?? '';
  return {
    remoteNumber: /^(anonymous|unknown|unavailable)$/i.test(user) ? '' : user,
    // A quoted-string of RFC 3261: backslash pairs stand for their second character.
    remoteName: (identity.displayName ?? '').replaceAll(/\\(.)/gs, '$1'),
  };
}
