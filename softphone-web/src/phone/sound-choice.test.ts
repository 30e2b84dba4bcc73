import { describe, expect, it } from 'vitest';
import { createSoundChoices, DEFAULT_SOUND, microphoneWanted } from './sound-choice.ts';

function storage(text: string | null = null) {
  const kept = new Map(text === null ? [] : [['perezvon.sound', text]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('the choice of devices', () => {
  it('is kept, and told to those who listen', () => {
    const shelf = storage();
    const first = createSoundChoices(shelf);
    let heard = 0;
    const quit = first.subscribe(() => (heard += 1));
    first.choose({ bell: 'loud' });
    quit();
    first.choose({ echoCancellation: false });
    expect(heard).toBe(1);
    const wanted = { ...DEFAULT_SOUND, bell: 'loud', echoCancellation: false };
    expect(createSoundChoices(shelf).now()).toEqual(wanted);
  });

  it.each(['no JSON', 'null', '7', '"text"'])('is the default where %s is kept', (text) => {
    expect(createSoundChoices(storage(text)).now()).toEqual(DEFAULT_SOUND);
  });

  it('works where storage is forbidden', () => {
    const forbidden = () => {
      throw new Error('SecurityError');
    };
    const choices = createSoundChoices({ getItem: forbidden, setItem: forbidden });
    choices.choose({ speaker: 'headset' });
    expect(choices.now().speaker).toBe('headset');
  });

  it('asks for the microphone that was chosen, and takes another where it is gone', () => {
    expect(microphoneWanted(DEFAULT_SOUND)).toEqual({
      echoCancellation: true,
      noiseSuppression: true,
    });
    expect(microphoneWanted({ ...DEFAULT_SOUND, microphone: 'm' }).deviceId).toEqual({
      ideal: 'm',
    });
  });
});
