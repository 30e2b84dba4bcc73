import { pageSound, type SoundChoices } from './sound-choice.ts';

/** What takes a microphone: in a call alone what sends the sound, in a conference what mixes it. */
export type VoiceSender = Pick<RTCRtpSender, 'track' | 'replaceTrack'>;

/** What is needed to keep a call heard. */
export interface KeeperOptions {
  /** The microphone of the call as it began. */
  readonly stream: MediaStream;
  /** Opens the one that is chosen now, or the next best. Rejects where there is none; it then tells so itself. */
  readonly open: () => Promise<MediaStream>;
  /** What sends the sound; undefined while the call has none. */
  readonly sender: () => VoiceSender | undefined;
  /** A microphone comes or goes. */
  readonly devices?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined;
  readonly sound?: SoundChoices;
}

/**
 * Keeps a call heard: when its microphone is unplugged, or another is chosen, the next one takes its place, and the talk
 * goes on. The returned function ends that, when the call is over.
 */
export function keepHeard(options: KeeperOptions): () => void {
  const { devices = navigator.mediaDevices as MediaDevices | undefined, sound = pageSound } =
    options;
  let track = options.stream.getAudioTracks()[0];
  let lost = false;
  let over = false;
  let turn = Promise.resolve();

  /** One after another: two devices that come at once must not both be opened. */
  const renew = () => {
    turn = turn.then(change);
  };

  async function change(): Promise<void> {
    if (over) return;
    const opened = await options.open().catch(() => null);
    const next = opened?.getAudioTracks()[0];
    const sender = options.sender();
    if (!next || !sender || over) {
      next?.stop();
      lost = lost || track?.readyState === 'ended';
      return;
    }
    // Muted is what the old track was.
    next.enabled = sender.track?.enabled ?? true;
    await sender.replaceTrack(next);
    track?.removeEventListener('ended', gone);
    track?.stop();
    track = next;
    if (lost) sound.tellMoved(next.label);
    lost = false;
    track.addEventListener('ended', gone);
  }

  const gone = () => {
    lost = true;
    renew();
  };
  const plugged = () => {
    if (lost) renew();
  };
  let wanted = wantedOf(sound);
  const chosen = () => {
    const now = wantedOf(sound);
    if (now !== wanted) renew();
    wanted = now;
  };

  track?.addEventListener('ended', gone);
  devices?.addEventListener('devicechange', plugged);
  const quit = sound.subscribe(chosen);
  return () => {
    over = true;
    track?.removeEventListener('ended', gone);
    devices?.removeEventListener('devicechange', plugged);
    quit();
  };
}

/** What of the choice concerns the microphone. */
function wantedOf(sound: SoundChoices): string {
  const { microphone, echoCancellation, noiseSuppression } = sound.now();
  return JSON.stringify([microphone, echoCancellation, noiseSuppression]);
}
