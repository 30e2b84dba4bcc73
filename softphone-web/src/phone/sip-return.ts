import type { SipAccount } from '@perezvon/cti-server/contract';
import { type Core, Inviter, type Session, SessionState, URI, type UserAgent } from 'sip.js';
import type { BrowserClock } from '../services/browser-clock.ts';
import { type CallKeeper, type KeptCall, MOST_AWAY_MS } from './kept-calls.ts';
import type { EndReason, PhoneCall } from './phone.ts';
import type { PhoneStore } from './phone-store.ts';
import type { SipCall } from './sip-call.ts';

/** A farewell's number is this far ahead of the last message: others may go out between. */
const FAR_AHEAD = 1_000;

/** Says farewells for a page that cannot: at once, or when it has not come back. */
export type SayFarewell = (farewells: readonly string[], when: 'now' | 'later') => void;

/** Calls that outlive their page: kept when it goes, taken back when it is loaded anew. */
export interface SipReturn {
  /** Keeps the calls as they are now. */
  readonly keep: () => void;
  /** The page goes: its calls end unless it comes back soon. */
  readonly leave: () => void;
  /** Shows the calls of before. */
  readonly expect: () => void;
  /** The phone is registered: takes them back. Once. */
  readonly begin: () => void;
  /** Hangs up a call that is not back yet; false where it is none. */
  readonly giveUp: (id: string) => boolean;
  /** Why a call has really ended, where it was on its way back. */
  readonly reasonOf: (id: string, reason: EndReason) => EndReason;
}

/** What taking calls back needs of the phone. */
export interface ReturnParts {
  readonly account: SipAccount;
  readonly agent: () => UserAgent;
  readonly clock: BrowserClock;
  readonly store: Pick<PhoneStore, 'state' | 'tell'>;
  readonly calls: ReadonlyMap<string, SipCall>;
  readonly follow: (id: string, session: Inviter) => SipCall;
  readonly openMicrophone: () => Promise<MediaStream>;
  readonly confer: (id: string) => Promise<void>;
  readonly keeper: CallKeeper;
  readonly sayFarewell: SayFarewell;
}

/** Takes the place of one's own dialogs of before (INVITE with Replaces, RFC 3891): the PBX keeps the other side meanwhile. */
export function createSipReturn(parts: ReturnParts): SipReturn {
  const { clock, store, calls, keeper } = parts;
  /** Those on their way back. */
  const away = new Map<string, KeptCall>();
  let begun = false;

  const isAway = (id: string) =>
    store.state().calls.some((call) => call.id === id && call.state === 'returning');

  function kept(): KeptCall[] {
    return store.state().calls.flatMap((call) => {
      const before = isAway(call.id) ? away.get(call.id) : undefined;
      const dialog = calls.get(call.id)?.session.dialog;
      const isSpokenIn = call.state === 'talking' || call.state === 'held';
      return before ?? (isSpokenIn && dialog ? keptCall(call, dialog as Core.SessionDialog) : []);
    });
  }

  function end(id: string, reason: EndReason): void {
    const one = away.get(id);
    away.delete(id);
    if (one) parts.sayFarewell([one.farewell], 'now');
    const call = calls.get(id);
    if (call) call.end(reason).catch(() => undefined);
    else store.tell({ kind: 'ended', id, reason, at: clock.now() });
  }

  async function takeBack({ call: { id, state, muted }, dialog }: KeptCall): Promise<void> {
    const microphone = await parts.openMicrophone().catch(() => null);
    if (!isAway(id)) {
      for (const track of microphone?.getTracks() ?? []) track.stop();
      return;
    }
    if (!microphone) return end(id, 'no-microphone');
    // nothing of this room is for who waits, until they wait again
    const isSilent = state === 'held' || muted;
    for (const track of microphone.getTracks()) track.enabled = !isSilent;
    const { callId, remoteTag, localTag } = dialog;
    const { extension, domain } = parts.account;
    const inviter = new Inviter(parts.agent(), new URI('sip', extension, domain), {
      extraHeaders: [
        'Require: replaces',
        `Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag}`,
      ],
    });
    const call = parts.follow(id, inviter);
    await call.begin(microphone);
    if (!(await answered(inviter))) return;
    away.delete(id);
    if (state === 'held') await call.hold(true);
    call.mute(muted);
    if (muted) store.tell({ kind: 'muted', id, on: true });
  }

  async function begin(): Promise<void> {
    const all = [...away.values()];
    for (const one of all) await takeBack(one).catch(() => end(one.call.id, 'not-returned'));
    const [one, other] = all.filter(({ call }) => call.joined);
    if (one && other) await parts.confer(one.call.id).catch(() => undefined);
  }

  function expect(): void {
    for (const one of keeper.take()) {
      away.set(one.call.id, one);
      store.tell({ kind: 'returning', call: one.call });
    }
    if (away.size === 0) return;
    clock.after(MOST_AWAY_MS, () => {
      for (const id of away.keys()) end(id, 'not-returned');
    });
  }

  return {
    keep: () => keeper.keep(kept()),
    leave() {
      const all = kept();
      keeper.hand(all);
      if (all.length > 0)
        parts.sayFarewell(
          all.map(({ farewell }) => farewell),
          'later',
        );
    },
    expect,
    begin() {
      if (begun) return;
      begun = true;
      // what another tab has handed on may have come only now
      if (away.size === 0) expect();
      void begin();
    },
    giveUp(id) {
      if (!isAway(id)) return false;
      end(id, 'hung-up');
      return true;
    },
    reasonOf(id, reason) {
      const one = isAway(id) ? away.get(id) : undefined;
      if (!one) return reason;
      away.delete(id);
      parts.sayFarewell([one.farewell], 'now');
      return 'not-returned';
    },
  };
}

function keptCall(call: PhoneCall, dialog: Core.SessionDialog): KeptCall {
  const { callId, localTag, remoteTag } = dialog;
  const cseq = (dialog.localSequenceNumber ?? 0) + FAR_AHEAD;
  const message = dialog.createOutgoingRequestMessage('BYE', { cseq });
  message.setViaHeader(`z9hG4bK${cseq}${callId.replaceAll(/\W/g, '')}`, 'WS');
  return { call, dialog: { callId, localTag, remoteTag }, farewell: message.toString() };
}

/** Waits for the end of the asking; whether the call is up. */
function answered({ stateChange, state }: Session): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (now: SessionState) => {
      if (now === SessionState.Established) resolve(true);
      else if (now === SessionState.Terminated) resolve(false);
    };
    look(state);
    stateChange.addListener(look);
  });
}
