import { routeTone } from '../../phone/sound-output.ts';
import { pageSound } from '../../phone/sound-choice.ts';
import { BELL, RINGBACK, soundTone } from '../../phone/tone.ts';
import { browserClock } from '../../services/browser-clock.ts';

/** Plays one burst of the bell, or of the tone one hears in a call, on the device that is chosen for it. */
export async function playTestTone(which: 'speaker' | 'bell'): Promise<void> {
  const context = new AudioContext();
  const isBell = which === 'bell';
  await routeTone(context, isBell ? 'bell' : 'ringback', pageSound);
  const tone = isBell ? BELL : RINGBACK;
  const stop = soundTone(context, tone, browserClock);
  browserClock.after(tone.on, () => {
    stop();
    void context.close();
  });
}
