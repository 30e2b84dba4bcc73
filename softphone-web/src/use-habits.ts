import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { PagePhone } from './open-phone.ts';
import { createAutoAnswer } from './phone/auto-answer.ts';
import { createHabits, type Habits, type HabitStore } from './phone/habits.ts';
import { browserClock } from './services/browser-clock.ts';

/** The habits of a user at this browser. */
export function useHabitStore(userId: string): HabitStore {
  return useMemo(() => createHabits({ userId, storage: localStorage, pages: window }), [userId]);
}

/** How they are now; a phone answers by itself where they say so. */
export function useHabits(store: HabitStore, phone: PagePhone | null): Habits {
  useEffect(() => {
    if (!phone) return;
    const answerAfter = () => store.get().answerAfter;
    return createAutoAnswer({ phone, clock: browserClock, answerAfter });
  }, [phone, store]);
  return useSyncExternalStore(store.subscribe, store.get);
}
