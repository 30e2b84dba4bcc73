import { type Core, RequestPendingError, type Session, type Web } from 'sip.js';
import type { BrowserClock } from '../services/browser-clock.ts';

const AGAIN_MS = 300;

/**
 * Changes a call's sound or its way: sends a re-INVITE whose offer `change` describes (asked anew at
 * each try), and tries again for `withinMs` while another one is under way, here or there (491).
 * @throws Error; {@link statusOf} tells the answer of the other side
 */
export type Reinvite = (
  withinMs: number,
  change: () => Web.SessionDescriptionHandlerOptions,
) => Promise<void>;

/** The re-INVITEs of one call; `isOver` ends the trying. */
export function createReinviter(options: {
  readonly session: Session;
  readonly clock: BrowserClock;
  readonly isOver: () => boolean;
}): Reinvite {
  const { session, clock, isOver } = options;

  function send(change: Web.SessionDescriptionHandlerOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onReject = (response: Core.IncomingResponse) => reject(new Refused(response));
      session
        .invite({
          sessionDescriptionHandlerOptions: change,
          requestDelegate: { onAccept: resolve, onReject },
        })
        .catch(reject);
    });
  }

  return async (withinMs, change) => {
    const deadline = clock.now() + withinMs;
    for (;;) {
      try {
        await send(change());
        return;
      } catch (error) {
        const again = error instanceof RequestPendingError || statusOf(error) === 491;
        if (isOver() || !again || clock.now() > deadline) throw error;
      }
      await new Promise<void>((resolve) => {
        clock.after(AGAIN_MS * (0.5 + clock.random()), resolve);
      });
    }
  };
}

class Refused extends Error {
  readonly status: number;

  constructor(response: Core.IncomingResponse) {
    super(`The other side answered ${response.message.statusCode}.`);
    this.status = response.message.statusCode ?? 0;
  }
}

/** The SIP status that a re-INVITE was refused with; 0 where it was something else. */
export function statusOf(error: unknown): number {
  return error instanceof Refused ? error.status : 0;
}
