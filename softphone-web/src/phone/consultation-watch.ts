import type { BrowserClock } from '../services/browser-clock.ts';
import type { LiveStore } from '../services/live-store.ts';
import { PhoneRefusal } from './phone.ts';

/** The PBX tells of a consultation within some 100 ms, or does not begin it, ms. */
export const BEGINS_WITHIN_MS = 4_000;

/** Which call somebody is asked about, and by what it is seen. */
export interface ConsultationWatch {
  readonly callId: string;
  readonly live: Pick<LiveStore, 'getState' | 'subscribe'>;
  readonly clock: Pick<BrowserClock, 'after'>;
}

/**
 * Sends the wish to ask somebody, and waits until the consultation is seen to begin. Asterisk takes the wish as keys
 * pressed in the call and says yes before it has heard them: in the moment in which a phone comes back from another
 * consultation, or where the dialplan does not let it transfer, it hears nothing and says nothing.
 * @throws PhoneRefusal `not-heard`
 */
export async function asksIn(watch: ConsultationWatch, ask: () => Promise<void>): Promise<void> {
  const { callId, live, clock } = watch;
  const told = () => live.getState().calls[callId]?.consultations.length ?? 0;
  const before = told();
  await ask();
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      const { calls, link } = live.getState();
      const call = calls[callId];
      // of what it cannot see the page says nothing
      const isSeen = call !== undefined && call.state !== 'ended' && link.kind === 'live';
      if (isSeen && told() <= before) return;
      over();
      resolve();
    };
    const cancel = clock.after(BEGINS_WITHIN_MS, () => {
      over();
      reject(new PhoneRefusal('not-heard'));
    });
    const unsubscribe = live.subscribe(look);
    const over = () => {
      cancel();
      unsubscribe();
    };
    look();
  });
}
