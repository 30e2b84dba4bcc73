/** Which devices and treatment of sound the user chose in this browser; a device is null for the system's own choice. */
export interface SoundChoice {
  readonly microphone: string | null;
  readonly speaker: string | null;
  /** Where calls ring: a loudspeaker, while one speaks by a headset. */
  readonly bell: string | null;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
}

/** The choice, kept in this browser: devices belong to the machine, not to the person. */
export interface SoundChoices {
  readonly now: () => SoundChoice;
  readonly choose: (part: Partial<SoundChoice>) => void;
  /** Calls `listener` after each change; the returned function ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** A call goes on by another microphone, as its own was pulled out; `name` as the browser has it. */
  readonly tellMoved: (name: string) => void;
  /** Hears of that; the returned function ends it. */
  readonly onMoved: (heard: (name: string) => void) => () => void;
}

/** What holds where nothing is chosen. */
export const DEFAULT_SOUND: SoundChoice = {
  microphone: null,
  speaker: null,
  bell: null,
  echoCancellation: true,
  noiseSuppression: true,
};

const KEY = 'perezvon.sound';

/** Over a browser's storage; what cannot be read there is as if nothing was chosen. */
export function createSoundChoices(storage: Pick<Storage, 'getItem' | 'setItem'>): SoundChoices {
  const listeners = new Set<() => void>();
  const movedHeard = new Set<(name: string) => void>();
  let choice = kept(storage);
  return {
    now: () => choice,
    choose(part) {
      choice = { ...choice, ...part };
      try {
        storage.setItem(KEY, JSON.stringify(choice));
      } catch {
        // Storage may be forbidden; then the choice lasts as long as the page.
      }
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tellMoved(name) {
      for (const heard of movedHeard) heard(name);
    },
    onMoved(heard) {
      movedHeard.add(heard);
      return () => movedHeard.delete(heard);
    },
  };
}

function kept(storage: Pick<Storage, 'getItem'>): SoundChoice {
  try {
    const told: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    return typeof told === 'object' && told !== null
      ? { ...DEFAULT_SOUND, ...told }
      : DEFAULT_SOUND;
  } catch {
    return DEFAULT_SOUND;
  }
}

/** The page's own. */
export const pageSound: SoundChoices = createSoundChoices({
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
});

/** What a browser is asked for. A device that is not there any more must not keep one from calling: so `ideal`. */
export function microphoneWanted(choice: SoundChoice): MediaTrackConstraints {
  const { microphone, echoCancellation, noiseSuppression } = choice;
  return {
    echoCancellation,
    noiseSuppression,
    ...(microphone === null ? {} : { deviceId: { ideal: microphone } }),
  };
}
