import { pageSound, type SoundChoices } from './sound-choice.ts';

/** What plays on a device that is chosen; absent in some browsers, though the type does not say so. */
interface Sink {
  setSinkId?: (id: string) => Promise<void>;
}

/** Whether this browser lets a page choose where it is heard. */
export function canChooseOutput(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}

/** Plays on a device; on the system's own where it is null, or is gone. */
export async function playOn(sink: Sink, device: string | null): Promise<void> {
  try {
    await sink.setSinkId?.(device ?? '');
  } catch {
    await sink.setSinkId?.('').catch(() => undefined);
  }
}

/** Keeps a call's sound on the chosen speaker, also when another is chosen; the returned function ends that. */
export function followSpeaker(
  audio: HTMLAudioElement,
  sound: SoundChoices = pageSound,
): () => void {
  const follow = () => void playOn(audio, sound.now().speaker);
  if (sound.now().speaker !== null) follow();
  return sound.subscribe(follow);
}

/** Sends the tones of the phone to their device: the bell to the one for ringing, all others to the speaker. */
export function routeTone(
  context: AudioContext,
  tone: 'bell' | 'ringback',
  sound: SoundChoices = pageSound,
): Promise<void> {
  const { bell, speaker } = sound.now();
  return playOn(context as Sink, tone === 'bell' ? bell : speaker);
}
