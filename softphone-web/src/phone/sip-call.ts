import { type Core, type Invitation, Inviter, type Session, SessionState } from 'sip.js';
import type { BrowserClock } from '../services/browser-clock.ts';
import { keepHeard, type VoiceSender } from './microphone-keeper.ts';
import type { EndReason } from './phone.ts';
import type { LiveQuality } from './quality.ts';
import { tellDisagreement } from './sip-disagreement.ts';
import { watchQuality } from './quality-watch.ts';
import { createReinviter, statusOf } from './sip-reinvite.ts';
import { type CallMedia, playCall, sendTones, TONE_MS } from './sip-media.ts';
import type { MixedCall } from './sip-mix.ts';

/** A re-INVITE that was under way when the socket broke blocks the next for 32 s: tried until then. */
const REPAIR_WITHIN_MS = 40_000;
/** The same for a hold that the user waits for, ms. */
const HOLD_WITHIN_MS = 5_000;

/** What a call tells the phone. */
export interface SipCallEvents {
  readonly answered: () => void;
  readonly ringback: (on: boolean) => void;
  readonly held: (on: boolean) => void;
  readonly quality: (quality: LiveQuality) => void;
  /** Another microphone is in use. Gives whether a conference has taken it up; else it is sent alone. */
  readonly voiceChanged: () => Promise<boolean>;
  readonly ended: (reason: EndReason) => void;
  /** The browser plays nothing before a click. */
  readonly soundBlocked: () => void;
}

/** One SIP dialog and its sound. */
export interface SipCall {
  readonly session: Session;
  /** Answers or places it; resolves when it is answered or under way. Where it rejects, the microphone is still the giver's. */
  readonly begin: (microphone: MediaStream) => Promise<void>;
  /** Ends it in whatever state it is; here at once, there when the message gets through. */
  readonly end: (reason: EndReason) => Promise<void>;
  /** Why it would be over if the other side ended it now; null: because that hung up. */
  readonly expectEnd: (reason: EndReason | null) => void;
  readonly mute: (on: boolean) => void;
  /** @throws Error when the other side refuses */
  readonly hold: (on: boolean) => Promise<void>;
  readonly tones: (tones: string) => Promise<void>;
  /** Tells the other side the new way here after the socket was replaced; the sound goes on meanwhile. */
  readonly repair: () => void;
  /** Its sound, for a conference. @throws Error where it has none yet */
  readonly mixable: () => MixedCall;
}

/** What a call needs from outside. */
export interface SipCallOptions {
  readonly session: Invitation | Inviter;
  readonly clock: BrowserClock;
  readonly events: SipCallEvents;
  readonly isConnected: () => boolean;
  readonly openMicrophone: () => Promise<MediaStream>;
  /** Tones go as SIP INFO alone. */
  readonly dtmfInfo: boolean;
}

/** Follows one call from its first message to its end. */
export function createSipCall(options: SipCallOptions): SipCall {
  const { session, clock, events } = options;
  let endReason: EndReason | null = null;
  let expected: EndReason | null = null;
  let wasAnswered = false;
  let theySaidBye = false;
  let over = false;
  let held = false;
  let stopSound = () => {};
  /** Our microphone as it is now. */
  let voice: MediaStream | null = null;
  let unkeep = () => {};
  let unwatch = () => {};
  // Hung up while the socket was away: said when it is back.
  let farewellDue = false;

  session.stateChange.addListener((state) => {
    if (state === SessionState.Established) {
      wasAnswered = true;
      hear();
      events.answered();
      unwatch = watchQuality({
        clock,
        stats: async () => (await media()?.peerConnection?.getStats())?.values() ?? null,
        isHeld: () => held,
        tell: events.quality,
      });
      // SIP.js tells the end before the answer that says why.
    } else if (state === SessionState.Terminated) {
      // SIP.js itself ends a call whose sound cannot go on: nobody hung up
      const unasked = wasAnswered && !theySaidBye ? 'failed' : 'remote-hung-up';
      queueMicrotask(() => finish(expected ?? unasked));
    }
  });
  session.delegate = {
    onCancel: ({ request }) => {
      endReason ??= wasAnsweredElsewhere(request.getHeaders('reason'))
        ? 'answered-elsewhere'
        : 'cancelled';
    },
    onSessionDescriptionHandler: () => hear(),
    onBye(bye) {
      theySaidBye = true;
      void bye.accept();
    },
  };

  tellDisagreement(session, () => {
    endReason ??= 'no-codec';
  });

  const reinvite = createReinviter({ session, clock, isOver: () => over });
  const media = () => session.sessionDescriptionHandler as CallMedia | undefined;

  function hear(): void {
    const sound = media();
    if (!sound) return;
    stopSound();
    stopSound = playCall(sound, events.soundBlocked);
  }

  function finish(reason: EndReason): void {
    if (over) return;
    over = true;
    stopSound();
    unkeep();
    unwatch();
    endReason ??= reason;
    events.ended(endReason);
  }

  /** Where a microphone goes: what is sent may be more than that (a conference), and be silent for another reason. */
  function voiceSender(): VoiceSender | undefined {
    const sender = media()?.peerConnection?.getSenders()[0];
    if (!sender) return undefined;
    return {
      track: voice?.getAudioTracks()[0] ?? null,
      async replaceTrack(next) {
        voice = new MediaStream(next ? [next] : []);
        if (!(await events.voiceChanged())) await sender.replaceTrack(next);
      },
    };
  }

  async function begin(microphone: MediaStream): Promise<void> {
    session.data = microphone;
    voice = microphone;
    unkeep = keepHeard({
      stream: microphone,
      open: options.openMicrophone,
      sender: voiceSender,
    });
    if (!(session instanceof Inviter)) return session.accept();
    const requestDelegate = {
      onProgress: ({ message }: Core.IncomingResponse) => {
        events.ringback(message.statusCode === 180 && !message.body);
      },
      onReject: ({ message }: Core.IncomingResponse) => {
        endReason ??= reasonOf(message.statusCode ?? 0);
      },
    };
    await session.invite({ requestDelegate });
  }

  async function end(reason: EndReason): Promise<void> {
    endReason ??= reason;
    if (session.state === SessionState.Terminated) return;
    if (!options.isConnected()) {
      farewellDue = true;
      media()?.close();
      finish(reason);
      return;
    }
    await farewell();
  }

  async function farewell(): Promise<void> {
    if (session.state === SessionState.Established) await session.bye();
    else if (session instanceof Inviter) await session.cancel();
    else await session.reject({ statusCode: 486 });
  }

  async function hold(on: boolean): Promise<void> {
    if (held === on) return;
    await reinvite(HOLD_WITHIN_MS, () => ({ hold: on }));
    held = on;
    events.held(on);
  }

  function repair(): void {
    if (farewellDue) {
      farewellDue = false;
      farewell().catch(() => undefined);
      return;
    }
    if (session.state !== SessionState.Established) return;
    const broken = () =>
      ['failed', 'disconnected'].includes(media()?.peerConnection?.connectionState ?? '');
    reinvite(REPAIR_WITHIN_MS, () =>
      broken() ? { hold: held, offerOptions: { iceRestart: true } } : { hold: held },
    ).catch((error: unknown) => {
      // 481: the PBX does not know the call any more. Anything else may be the socket's fault, and
      // the sound may be fine: the next connection tries again.
      if (statusOf(error) !== 481) return;
      media()?.close();
      finish('failed');
      session.dispose().catch(() => undefined);
    });
  }

  return {
    session,
    begin,
    end,
    expectEnd(reason) {
      expected = reason;
    },
    mute(on) {
      // Not what is sent: in a conference that is the other one's voice, too.
      for (const track of voice?.getTracks() ?? []) track.enabled = !on;
    },
    hold,
    async tones(tones) {
      const sound = media();
      if (!options.dtmfInfo && sound && sendTones(sound, tones)) return;
      for (const tone of tones) {
        await session.info({
          requestOptions: {
            body: {
              contentDisposition: 'render',
              contentType: 'application/dtmf-relay',
              content: `Signal=${tone}\r\nDuration=${TONE_MS}`,
            },
          },
        });
      }
    },
    repair,
    mixable() {
      const sound = media();
      if (!sound || !voice) throw new Error('The call has no sound yet.');
      return { media: sound, microphone: voice };
    },
  };
}

/** RFC 3326: SIP 200 "call completed elsewhere", or Q.850 cause 26 as Asterisk says it. */
function wasAnsweredElsewhere(reasons: readonly string[]): boolean {
  return reasons.some((reason) => /^\s*(SIP\s*;.*cause=200|Q\.850\s*;.*cause=26)\b/i.test(reason));
}

/** The meaning of a final answer to our INVITE (RFC 3261 section 21). */
function reasonOf(status: number): EndReason {
  if (status === 486 || status === 600) return 'busy';
  if (status === 603) return 'rejected';
  if (status === 403) return 'not-allowed';
  if (status === 488 || status === 606 || status === 415) return 'no-codec';
  if (status === 404 || status === 484 || status === 604 || status === 410) return 'unknown-number';
  if (status === 408 || status === 480) return 'no-answer';
  return 'failed';
}
