import type { BrowserClock } from '../services/browser-clock.ts';
import { isLive, lacksMicrophone, type Phone } from './phone.ts';

/**
 * Answers a call by itself after `answerAfter()` s, for those who want it: only at the phone of this very tab, only the one
 * call there is, and never where nobody would be heard. Gives the way to end it.
 */
export function createAutoAnswer(options: {
  readonly phone: Pick<Phone, 'state' | 'subscribe' | 'answer'>;
  readonly clock: Pick<BrowserClock, 'after'>;
  readonly answerAfter: () => number | null;
}): () => void {
  const { phone, clock, answerAfter } = options;
  const waits = new Map<string, () => void>();

  /** The call that may be answered so. */
  function alone(): string | null {
    const { device, registration, microphone, calls } = phone.state();
    const isHere = device === 'browser' && registration.kind !== 'elsewhere';
    if (!isHere || lacksMicrophone(microphone)) return null;
    const [one, ...others] = calls.filter(isLive);
    return one?.state === 'ringing' && others.length === 0 ? one.id : null;
  }

  function look(): void {
    const id = alone();
    for (const [other, cancel] of waits) {
      if (other === id) continue;
      cancel();
      waits.delete(other);
    }
    const seconds = answerAfter();
    if (id === null || seconds === null || waits.has(id)) return;
    const act = () => {
      // what was chosen may have changed meanwhile
      if (alone() === id && answerAfter() !== null) phone.answer(id).catch(() => undefined);
    };
    waits.set(id, clock.after(seconds * 1_000, act));
  }

  const quit = phone.subscribe(look);
  look();
  return () => {
    quit();
    for (const cancel of waits.values()) cancel();
  };
}
