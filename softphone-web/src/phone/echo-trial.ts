import type { SipAccount } from '@perezvon/cti-server/contract';
import type { Invitation } from 'sip.js';
import type { BrowserClock } from '../services/browser-clock.ts';
import type { Surroundings } from '../services/surroundings.ts';
import { type EchoOffer, readOffer } from './echo-offer.ts';
import type { OwnRegistration } from './phone.ts';
import { createSipLink } from './sip-link.ts';
import { type CallMedia, createMediaFactory, playCall } from './sip-media.ts';

/** What came of an echo call. */
export interface EchoCall {
  /** Null: no call came. */
  readonly offer: EchoOffer | null;
  /** Why the browser could not take it; null when it did. */
  readonly refusal: string | null;
  /** Bytes of sound out and in. */
  readonly sent: number;
  readonly received: number;
  /** What came back was no silence. */
  readonly isHeard: boolean;
}

/** A phone for one trial: it registers, takes the one call that comes, speaks a tone and listens for it. */
export interface EchoTrial {
  /** Settles when the PBX has taken or refused the registration, or did not answer in time. */
  readonly registered: () => Promise<OwnRegistration['kind'] | 'wrong-password' | 'not-allowed'>;
  /** Settles when sound went both ways, or after some seconds. */
  readonly heard: () => Promise<EchoCall>;
  readonly stop: () => Promise<void>;
}

const REGISTER_MS = 8_000;
const CALL_MS = 12_000;
const LOOK_EVERY_MS = 200;
/** Bytes of sound that are no accident: a fifth of a second of any codec. */
const ENOUGH = 1_000;
const TONE_HZ = 440;
const SILENCE: EchoCall = { offer: null, refusal: null, sent: 0, received: 0, isHeard: false };

/** Begins a trial; from a click, as it makes sound. */
export function openEchoTrial(options: {
  readonly account: SipAccount;
  readonly open: () => WebSocket;
  readonly clock: BrowserClock;
  readonly surroundings: Surroundings;
}): EchoTrial {
  const { clock } = options;
  const tone = makeTone();
  const registration = Promise.withResolvers<Awaited<ReturnType<EchoTrial['registered']>>>();
  const call = Promise.withResolvers<EchoCall>();
  const invitations: Invitation[] = [];
  const link = createSipLink({
    ...options,
    agent: {
      delegate: { onInvite: (invitation) => void take(invitation) },
      sessionDescriptionHandlerFactory: createMediaFactory([]),
    },
    onRegistration(state) {
      if (state.kind === 'refused')
        registration.resolve(state.reason === 'refused' ? 'refused' : state.reason);
      else if (state.kind === 'ready') registration.resolve('ready');
    },
    onRepaired: () => {},
  });

  async function take(invitation: Invitation): Promise<void> {
    invitations.push(invitation);
    if (invitations.length > 1) return invitation.reject();
    const offer = readOffer(invitation.request.body ?? '');
    try {
      invitation.data = tone.stream;
      await invitation.accept();
    } catch (error) {
      return call.resolve({ ...SILENCE, offer, refusal: String(error) });
    }
    const media = invitation.sessionDescriptionHandler as CallMedia;
    const quiet = playCall(media, () => {});
    call.resolve({ ...(await listened(media, clock)), offer, refusal: null });
    quiet();
    await invitation.bye().catch(() => undefined);
  }

  return {
    registered() {
      void link.start();
      clock.after(REGISTER_MS, () => registration.resolve('lost'));
      return registration.promise;
    },
    heard() {
      clock.after(CALL_MS, () => call.resolve(SILENCE));
      return call.promise;
    },
    async stop() {
      await link.stop();
      tone.stop();
    },
  };
}

type Sound = Pick<EchoCall, 'sent' | 'received' | 'isHeard'>;

/** Waits until enough of our tone went out and came back, for most of the trial's time. */
async function listened(media: CallMedia, clock: BrowserClock): Promise<Sound> {
  const deadline = clock.now() + CALL_MS - 4_000;
  for (;;) {
    const sound = await soundOf(media);
    const isEnough = sound.sent > ENOUGH && sound.received > ENOUGH && sound.isHeard;
    if (isEnough || clock.now() > deadline) return sound;
    await new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve));
  }
}

async function soundOf(media: CallMedia): Promise<Sound> {
  const sound = { sent: 0, received: 0, isHeard: false };
  const reports = (await media.peerConnection?.getStats())?.values() ?? [];
  for (const report of reports) {
    if (report.type === 'outbound-rtp') sound.sent += report.bytesSent;
    if (report.type !== 'inbound-rtp') continue;
    sound.received += report.bytesReceived;
    sound.isHeard ||= report.totalAudioEnergy > 0.001;
  }
  return sound;
}

/** A tone in place of a microphone: nobody is asked for one, and what comes back is known. */
function makeTone(): { stream: MediaStream; stop: () => void } {
  const context = new AudioContext();
  const source = context.createOscillator();
  const out = context.createMediaStreamDestination();
  source.frequency.value = TONE_HZ;
  source.connect(out);
  source.start();
  return { stream: out.stream, stop: () => void context.close() };
}

/** The SIP socket of our own origin for an extension that is tried. */
export function openTriedSocket(pbx: string, extension: string): WebSocket {
  const url = new URL('/sip', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ pbx, extension }).toString();
  return new WebSocket(url, 'sip');
}
