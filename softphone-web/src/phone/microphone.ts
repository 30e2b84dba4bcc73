import { type Microphone, PhoneRefusal } from './phone.ts';
import { microphoneWanted, pageSound, type SoundChoices } from './sound-choice.ts';

/** The way to the user's microphone. */
export interface MicrophoneDoor {
  /** Asks the user (the browser does, once) and gives the sound. @throws PhoneRefusal `no-microphone`, `insecure-page` */
  readonly open: () => Promise<MediaStream>;
  /** Asks without using it: permission is wanted before a call comes, not while one rings. */
  readonly ask: () => Promise<void>;
  readonly close: () => void;
}

/**
 * Watches the microphone and its permission; `tell` hears each change. A microphone that is plugged in,
 * or allowed in the browser's settings, is noticed by itself.
 */
export function createMicrophone(
  tell: (state: Microphone) => void,
  sound: Pick<SoundChoices, 'now'> = pageSound,
): MicrophoneDoor {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  let state: Microphone = 'unasked';
  let permission: PermissionStatus | null = null;
  let closed = false;

  function become(next: Microphone): void {
    if (closed || next === state) return;
    state = next;
    tell(next);
  }

  async function open(): Promise<MediaStream> {
    if (!devices) {
      become('insecure');
      throw new PhoneRefusal('insecure-page');
    }
    if (state === 'unasked') become('asking');
    try {
      const stream = await devices.getUserMedia({
        audio: microphoneWanted(sound.now()),
        video: false,
      });
      become('granted');
      return stream;
    } catch (cause) {
      become(isDenial(cause) ? 'denied' : 'missing');
      throw new PhoneRefusal('no-microphone', { cause });
    }
  }

  async function ask(): Promise<void> {
    try {
      for (const track of (await open()).getTracks()) track.stop();
    } catch {
      // The state says why.
    }
  }

  const allowed = () => {
    if (permission?.state === 'denied') become('denied');
    else if (permission?.state === 'granted' && state !== 'granted') void ask();
  };
  const plugged = () => state === 'missing' && void ask();

  devices?.addEventListener('devicechange', plugged);
  navigator.permissions
    ?.query({ name: 'microphone' as PermissionName })
    .then((status) => {
      permission = status;
      if (!closed) status.addEventListener('change', allowed);
    })
    // Browsers that do not know the name: the answer of getUserMedia says it all.
    .catch(() => undefined);

  return {
    open,
    ask,
    close() {
      closed = true;
      devices?.removeEventListener('devicechange', plugged);
      permission?.removeEventListener('change', allowed);
    },
  };
}

function isDenial(error: unknown): boolean {
  return error instanceof DOMException && ['NotAllowedError', 'SecurityError'].includes(error.name);
}
