import { type Phone, callIn, otherCall, PhoneRefusal, type PhoneCallState } from './phone.ts';
import type { PhoneStore } from './phone-store.ts';
import type { SipCall } from './sip-call.ts';
import { type Mix, mixCalls } from './sip-mix.ts';
import { refer } from './sip-transfer.ts';

/** Calls that are moved: sent on, asked about, joined. */
export type SipMoves = Pick<Phone, 'transfer' | 'consult' | 'connect' | 'confer'> & {
  /** A call is held or over: whoever heard it in a conference does not any more. */
  readonly left: (id: string) => void;
  /** A call has another microphone; gives whether a conference has taken it up. */
  readonly voiceChanged: (id: string) => Promise<boolean>;
};

/** What moving calls needs of the phone. */
export interface MoveParts {
  readonly store: Pick<PhoneStore, 'state' | 'tell'>;
  /** The call of a command, in a state that the command fits. */
  readonly live: (id: string, fitting: readonly PhoneCallState[]) => SipCall;
  readonly isConnected: () => boolean;
  readonly dial: (digits: string, asksFor: string) => Promise<string>;
  readonly digitsOk: (digits: string) => boolean;
  readonly account: { readonly extension: string; readonly domain: string };
}

const SPOKEN: readonly PhoneCallState[] = ['talking', 'held'];

/** Transfers by REFER (RFC 5589) and a conference that this phone itself mixes. */
export function createSipMoves(parts: MoveParts): SipMoves {
  const { store, live } = parts;
  const { domain } = parts.account;
  /** The two that hear each other, and by what. */
  let mixed: { readonly ids: readonly string[]; readonly mix: Mix } | null = null;

  function ready(digits: string): void {
    if (!parts.digitsOk(digits)) throw new PhoneRefusal('bad-number');
    if (!parts.isConnected()) throw new PhoneRefusal('not-ready');
  }

  /** The call and the other one; both must be spoken in, or wait. */
  function pair(id: string): { held: SipCall; talk: SipCall; other: string } {
    const held = live(id, SPOKEN);
    const other = otherCall(store.state(), id);
    if (!other) throw new PhoneRefusal('wrong-state');
    if (!parts.isConnected()) throw new PhoneRefusal('not-ready');
    return { held, talk: live(other.id, SPOKEN), other: other.id };
  }

  /** Calls that end by a transfer, whoever says good-bye first. */
  async function sendOn(calls: readonly SipCall[], act: () => Promise<void>): Promise<void> {
    for (const call of calls) call.expectEnd('transferred');
    try {
      await act();
    } catch (error) {
      for (const call of calls) call.expectEnd(null);
      throw error;
    }
    await Promise.all(calls.map((call) => call.end('transferred')));
  }

  function left(id: string): void {
    if (!mixed?.ids.includes(id)) return;
    const { ids, mix } = mixed;
    mixed = null;
    mix.split();
    for (const one of ids) store.tell({ kind: 'joined', id: one, on: false });
  }

  return {
    left,
    async voiceChanged(id) {
      if (!mixed?.ids.includes(id)) return false;
      const { ids, mix } = mixed;
      const [one, other] = ids.map((each) => live(each, SPOKEN));
      if (!one || !other) return false;
      const again = await mixCalls(one.mixable(), other.mixable());
      mixed = { ids, mix: again };
      mix.close();
      return true;
    },
    async transfer(id, digits) {
      ready(digits);
      const call = live(id, SPOKEN);
      await sendOn([call], () => refer(call.session, { digits, domain, replaces: null }));
    },
    async consult(id, digits) {
      ready(digits);
      live(id, SPOKEN);
      return parts.dial(digits, id);
    },
    async connect(id) {
      const { held, talk, other } = pair(id);
      // Where the PBX knows the other call, nobody is dialled: the address only has to be one.
      const { direction, remoteNumber } = callIn(store.state(), other, SPOKEN);
      const digits = direction === 'outbound' ? remoteNumber : parts.account.extension;
      await sendOn([held, talk], () =>
        refer(held.session, { digits, domain, replaces: talk.session }),
      );
    },
    async confer(id) {
      const { held, talk, other } = pair(id);
      for (const call of [held, talk]) await call.hold(false);
      const mix = await mixCalls(held.mixable(), talk.mixable());
      mixed = { ids: [id, other], mix };
      for (const one of mixed.ids) store.tell({ kind: 'joined', id: one, on: true });
    },
  };
}
