import { WebSocket } from 'ws';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { whyRefused } from './own-endpoint.ts';

/** A page that is loaded anew takes its calls back within this time, ms; one that was closed has left for good. */
export const AWAY_MS = 10_000;
/** The PBX answers within this time, ms, or not at all. */
const ANSWER_MS = 5_000;
/** Of one endpoint: a page has two calls at most, and may be loaded anew again and again. */
const MOST_WAITING = 40;

/** Whose calls: the own endpoint, and where its PBX listens for SIP over WebSocket. */
interface Leaver {
  readonly extension: string;
  readonly url: string;
}

/** Ends calls for browser phones whose page has gone. */
export interface Farewells {
  /** Why these are no farewells of that endpoint; null when they are. */
  whyNot(extension: string, farewells: readonly string[]): string | null;
  /** Says them: at once, or once the page has been away too long. Gives whether there was room for them. */
  say(leaver: Leaver, farewells: readonly string[], when: 'now' | 'later'): boolean;
  /** Forgets what is not said yet: the PBX itself ends a call whose sound has stopped. */
  stop(): void;
}

/**
 * A page cannot know whether it is closed or loaded anew. It leaves the messages that would end its calls (BYE) here.
 * Of a call that it has taken back meanwhile the PBX knows the former dialog no more: what is said to that changes nothing.
 */
export function createFarewells({ clock, log }: { clock: Clock; log: Log }): Farewells {
  const waiting = new Map<string, Set<() => void>>();

  function send({ extension, url }: Leaver, farewells: readonly string[]): void {
    const socket = new WebSocket(url, 'sip', { handshakeTimeout: ANSWER_MS });
    const cancel = clock.after(2 * ANSWER_MS, () => socket.terminate());
    const answers: number[] = [];
    socket.once('open', () => {
      for (const farewell of farewells) socket.send(farewell);
    });
    socket.on('message', (data: Buffer) => {
      const status = Number(/^SIP\/2\.0 (\d{3})/.exec(data.toString('utf8'))?.[1] ?? 0);
      if (status < 200) return;
      answers.push(status);
      if (answers.length === farewells.length) socket.close();
    });
    socket.once('close', () => {
      cancel();
      const ended = answers.filter((status) => status < 300).length;
      if (ended > 0)
        log.info({ extension, ended }, 'The page left its calls and did not come back: ended');
    });
    socket.on('error', (error) =>
      log.warn({ extension, error: error.message }, 'Calls of a page that left could not be ended'),
    );
  }

  return {
    whyNot(extension, farewells) {
      for (const farewell of farewells) {
        const why = farewell.startsWith('BYE ') ? whyRefused(farewell, extension) : 'not a BYE';
        if (why !== null) return why;
      }
      return null;
    },
    say(leaver, farewells, when) {
      if (when === 'now') {
        send(leaver, farewells);
        return true;
      }
      const endpoint = `${leaver.extension} ${leaver.url}`;
      const mine = waiting.get(endpoint) ?? new Set();
      if (mine.size >= MOST_WAITING) return false;
      const cancel = clock.after(AWAY_MS, () => {
        mine.delete(cancel);
        if (mine.size === 0) waiting.delete(endpoint);
        send(leaver, farewells);
      });
      waiting.set(endpoint, mine.add(cancel));
      return true;
    },
    stop() {
      for (const mine of waiting.values()) for (const cancel of mine) cancel();
      waiting.clear();
    },
  };
}
