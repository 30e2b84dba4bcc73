import type { Clock } from '../kernel/clock.ts';

/** Who asks, and of whose machines they may hear more than that nothing of use answers. */
export interface Asked {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A machine whose PBX let us in, or all where nobody asks over the network. */
  isOurs(host: string): boolean;
}

/** An address of the settings, and the ports at which what is asked for listens as a rule. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly usual: readonly number[];
}

/** Longer than what is looked for takes to be known for something else. */
const TOLD_AFTER_MS = 11_000;

/** F09, docs/adr/0015: whether what answers at a place may be told apart from what does not. */
export function mayBeTold({ host, port, usual }: Place, { isOurs }: Asked): boolean {
  return usual.includes(port) || isOurs(host);
}

/** Resolves when all that might be at a stranger's port would be known; at once where it is cancelled. */
export function untilTold(began: number, { clock, signal }: Asked): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(TOLD_AFTER_MS - (clock.monotonic() - began), resolve);
    signal.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
