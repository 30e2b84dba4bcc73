import type { Clock } from '../../kernel/clock.ts';
import type { ConnectorLog } from '../connector.ts';
import type { AmiEvent } from './ami-event.ts';

/** A second look finds what the first could not be sure of (a channel that was just ending). */
const SECOND_LOOK_MS = 1_200;
const AGAIN_MS = 1_200;
/** Asterisk at its highest rate says this much in some seconds. */
const MOST_HELD = 10_000;

/** What is done after each (re)connect, before events count again. */
export interface CatchUp {
  onUp(): void;
  onLost(): void;
  /** An event of the PBX: handed on now, or when it is known what goes on. */
  onEvent(event: AmiEvent): void;
}

/**
 * After each (re)connect: was the PBX started anew, what goes on now; then the events since, in their order;
 * then live. A line that is lost meanwhile ends it; what was held is handed on in any case.
 */
export function createCatchUp(parts: {
  /** Says whether the PBX was started anew, where it was. */
  startedAnew(): Promise<void>;
  /** Tells what goes on now. */
  look(): Promise<void>;
  hand(event: AmiEvent): void;
  isUp(): boolean;
  /** All is known again. */
  onDone(): void;
  /** The PBX did not tell; it is asked again. */
  onFailed(error: unknown): void;
  readonly clock: Clock;
  readonly log: ConnectorLog;
}): CatchUp {
  const { clock, log } = parts;
  let held: AmiEvent[] | null = null;
  /** One for each connection: what a former one began does not go on in the next. */
  let line = 0;
  let cancelTimer = () => {};

  const release = () => {
    const waiting = held ?? [];
    held = null;
    for (const event of waiting) parts.hand(event);
  };

  const run = async (mine: number): Promise<void> => {
    held = [];
    let failure: { error: unknown } | null = null;
    try {
      await parts.startedAnew();
      await parts.look();
    } catch (error) {
      failure = { error };
    }
    // a lost line is `onLost`'s business, which comes now or has come
    if (mine !== line || !parts.isUp()) return;
    release();
    if (failure === null) {
      parts.onDone();
      cancelTimer = clock.after(SECOND_LOOK_MS, () => void secondLook());
    } else {
      parts.onFailed(failure.error);
      cancelTimer = clock.after(AGAIN_MS, () => void run(mine));
    }
  };

  const secondLook = async (): Promise<void> => {
    try {
      await parts.look();
    } catch (error) {
      log.debug({ error: String(error) }, 'No second snapshot');
    }
  };

  return {
    onUp() {
      line += 1;
      void run(line);
    },
    onLost() {
      line += 1;
      cancelTimer();
      release();
    },
    onEvent(event) {
      if (held !== null && held.length >= MOST_HELD) {
        log.warn({ held: held.length }, 'Too many events to wait for the present calls');
        release();
      }
      if (held === null) parts.hand(event);
      else held.push(event);
    },
  };
}
