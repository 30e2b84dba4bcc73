/** How somebody wants calls to come to them at this browser. */
export interface Habits {
  /** Whoever calls hears "busy". */
  readonly doNotDisturb: boolean;
  /** A call is answered by itself after so many s; null: by hand. */
  readonly answerAfter: number | null;
}

/** What one can choose to wait before a call is answered by itself, s. */
export const ANSWER_AFTER = [2, 5] as const;

/** Habits that outlive a reload, shared by the tabs of one user. */
export interface HabitStore {
  readonly get: () => Habits;
  readonly set: (change: Partial<Habits>) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

const NONE: Habits = { doNotDisturb: false, answerAfter: null };

/** The habits of a user. `pages`: hears of changes that another tab made (`storage`). */
export function createHabits(options: {
  readonly userId: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly pages: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
}): HabitStore {
  const { storage, pages } = options;
  const key = `perezvon-habits-${options.userId}`;
  const listeners = new Set<() => void>();
  let text = '';
  let habits = NONE;

  function get(): Habits {
    const now = storage.getItem(key) ?? '';
    if (now !== text) [text, habits] = [now, read(now)];
    return habits;
  }

  return {
    get,
    set(change) {
      storage.setItem(key, JSON.stringify({ ...get(), ...change }));
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      pages.addEventListener('storage', listener);
      return () => {
        listeners.delete(listener);
        pages.removeEventListener('storage', listener);
      };
    },
  };
}

/** What was stored may be of another version, or by another hand. */
function read(text: string): Habits {
  try {
    const { doNotDisturb, answerAfter } = JSON.parse(text) as Partial<Habits>;
    const isOffered = ANSWER_AFTER.some((one) => one === answerAfter);
    return {
      doNotDisturb: doNotDisturb === true,
      answerAfter: isOffered && answerAfter !== undefined ? answerAfter : null,
    };
  } catch {
    return NONE;
  }
}
