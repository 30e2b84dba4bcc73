import { type Session, type SessionDescriptionHandler, Web } from 'sip.js';
import { followSpeaker } from './sound-output.ts';

/** Time for further candidates after the first usable one, ms (measured: the rest adds nothing on a LAN). */
export const ICE_CUT_MS = 20;
/** Longest wait for candidates where a TURN server is asked, ms. */
const ICE_WITH_SERVERS_MS = 1_000;

/** SIP.js's handler of a call's sound in a browser. */
export type CallMedia = Web.SessionDescriptionHandler;

/**
 * Makes the part that negotiates a call's sound. Without TURN gathering counts as complete shortly after the
 * first host candidate: Chromium reports completion only 100 ms later (with a STUN server that does not answer,
 * seconds later), and that is the greater part of the time from the answer click to the first sound. What STUN
 * would have told, the checks of ICE find out by themselves at a PBX that the browser reaches (RFC 8445 section 7.2.5.3.1).
 */
export function createMediaFactory(iceServers: readonly RTCIceServer[]) {
  const direct = !iceServers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url)));
  return (session: Session): SessionDescriptionHandler => {
    // The microphone was opened before the call began (sip-call): SIP.js would answer 480 if it could not.
    const microphone = async () => {
      if (session.data instanceof MediaStream) return session.data;
      throw new Error('A call began without a microphone.');
    };
    const media = Web.defaultSessionDescriptionHandlerFactory(microphone)(session, {
      iceGatheringTimeout: ICE_WITH_SERVERS_MS,
      peerConnectionConfiguration: { bundlePolicy: 'balanced', iceServers: [...iceServers] },
    });
    if (direct) cutGathering(media);
    return media;
  };
}

function cutGathering(media: CallMedia): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  media.peerConnectionDelegate = {
    onicegatheringstatechange: () => {
      timer = undefined;
    },
    onicecandidate: (event) => {
      const { candidate } = event as RTCPeerConnectionIceEvent;
      if (timer || candidate?.protocol !== 'udp' || candidate.type !== 'host') return;
      timer = setTimeout(() => media.iceGatheringComplete(), ICE_CUT_MS);
    },
  };
}

/** Plays what a call's other side says. `onBlocked`: the browser wants a click first; it then plays by itself. */
export function playCall(media: CallMedia, onBlocked: () => void): () => void {
  const audio = new Audio();
  audio.autoplay = true;
  audio.srcObject = media.remoteMediaStream;
  const play = () => void audio.play().catch(() => undefined);
  audio.play().catch((error: unknown) => {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    onBlocked();
    addEventListener('pointerdown', play, { once: true });
    addEventListener('keydown', play, { once: true });
  });
  const unfollow = followSpeaker(audio);
  return () => {
    unfollow();
    removeEventListener('pointerdown', play);
    removeEventListener('keydown', play);
    audio.pause();
    audio.srcObject = null;
  };
}

/**
 * Sends tones as RFC 4733 events behind those still under way.
 * @returns false where the other side takes none that way
 */
export function sendTones(media: CallMedia, tones: string): boolean {
  const sender = media.peerConnection
    ?.getSenders()
    .find((one) => one.track?.kind === 'audio')?.dtmf;
  if (!sender?.canInsertDTMF) return false;
  // insertDTMF replaces the tones that wait.
  sender.insertDTMF(sender.toneBuffer + tones, TONE_MS, TONE_GAP_MS);
  return true;
}

/** Length of a tone and of the pause after it, ms. */
export const TONE_MS = 120;
const TONE_GAP_MS = 70;
