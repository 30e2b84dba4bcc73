import type { Clock } from '../../kernel/clock.ts';
import type { CallAct } from '../connector.ts';

/**
 * A phone whose consultation was cancelled hears no code for so long, ms: Asterisk takes `Atxfer`, says yes, and nothing
 * comes of it. Measured on 16 and 22: the phone is back in the talk some 300 ms after `CancelAtxfer`; all that comes up to
 * 250 ms after that is lost, from 500 ms on all is heard.
 */
export const DEAF_MS = 1_500;

/** Lets no consultation begin while its phone is deaf from another one. */
export interface ConsultationPauses {
  /** Resolves when the act may be sent; at once, but for a consultation behind a cancelled one. */
  mayBegin(act: CallAct): Promise<void>;
}

/** No phone was in a consultation yet. */
export function createConsultationPauses(
  clock: Pick<Clock, 'after' | 'monotonic'>,
): ConsultationPauses {
  /** By channel, until when it is deaf. */
  const deaf = new Map<string, number>();
  return {
    mayBegin({ act, channel }) {
      if (act === 'cancel') {
        const until = clock.monotonic() + DEAF_MS;
        deaf.set(channel, until);
        clock.after(DEAF_MS, () => {
          if (deaf.get(channel) === until) deaf.delete(channel);
        });
      }
      const left = act === 'consult' ? (deaf.get(channel) ?? 0) - clock.monotonic() : 0;
      return left > 0
        ? new Promise((resolve) => {
            clock.after(left, resolve);
          })
        : Promise.resolve();
    },
  };
}
