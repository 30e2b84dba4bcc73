import { describe, expect, it } from 'vitest';
import { keepHeard } from './microphone-keeper.ts';
import { createSoundChoices } from './sound-choice.ts';

/** A track that can be unplugged. */
class Track extends EventTarget {
  readyState = 'live';
  enabled = true;
  readonly name: string;
  readonly label: string;
  constructor(name: string) {
    super();
    this.name = name;
    this.label = name;
  }
  stop(): void {
    this.readyState = 'ended';
  }
  unplug(): void {
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }
}

const streamOf = (track: Track) => ({ getAudioTracks: () => [track] }) as unknown as MediaStream;

function call() {
  const first = new Track('first');
  const plugged: Track[] = [];
  const sent = { track: first };
  const sender = {
    get track() {
      return sent.track;
    },
    replaceTrack: async (next: Track) => void (sent.track = next),
  };
  const devices = new EventTarget();
  const sound = createSoundChoices({ getItem: () => null, setItem: () => undefined });
  const stop = keepHeard({
    stream: streamOf(first),
    devices,
    sound,
    sender: () => sender as unknown as RTCRtpSender,
    async open() {
      const next = plugged.shift();
      if (!next) throw new Error('There is none.');
      return streamOf(next);
    },
  });
  return { first, plugged, sent, devices, sound, stop };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the microphone of a call', () => {
  it('that is unplugged is replaced by the next one, muted as it was', async () => {
    const { first, plugged, sent, sound } = call();
    const moved: string[] = [];
    sound.onMoved((name) => moved.push(name));
    plugged.push(new Track('second'));
    first.enabled = false;
    first.unplug();
    await settled();
    expect(moved).toEqual(['second']);
    expect(sent.track).toMatchObject({ name: 'second', enabled: false, readyState: 'live' });
  });

  it('that is unplugged while there is no other is replaced when one is plugged in', async () => {
    const { first, plugged, sent, devices } = call();
    first.unplug();
    await settled();
    expect(sent.track.name).toBe('first');
    plugged.push(new Track('again'));
    devices.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(sent.track.name).toBe('again');
  });

  it('follows the choice, and lets the old one go', async () => {
    const { first, plugged, sent, sound } = call();
    sound.onMoved(() => expect.unreachable('It was chosen, not lost.'));
    plugged.push(new Track('chosen'));
    sound.choose({ microphone: 'chosen' });
    await settled();
    expect(sent.track.name).toBe('chosen');
    expect(first.readyState).toBe('ended');
    sound.choose({ bell: 'loud' });
    await settled();
    expect(sent.track.name).toBe('chosen');
  });

  it('is nobody’s once the call is over', async () => {
    const { first, plugged, sent, stop } = call();
    plugged.push(new Track('late'));
    stop();
    first.unplug();
    await settled();
    expect(sent.track.name).toBe('first');
    expect(plugged).toHaveLength(1);
  });
});
