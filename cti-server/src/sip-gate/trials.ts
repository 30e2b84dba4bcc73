import type { Clock } from '../kernel/clock.ts';

/** An extension of a PBX. */
export interface TriedPhone {
  readonly pbx: string;
  readonly extension: string;
}

/** Which extension an administrator tries out from their browser, though it is not theirs. */
export interface Trials {
  /** From now on, for a minute; one at a time for each of them. */
  begin(userId: string, phone: TriedPhone): void;
  isOn(userId: string, phone: TriedPhone): boolean;
}

const TRIAL_MS = 60_000;

/** Nobody tries anything yet. */
export function createTrials(clock: Pick<Clock, 'monotonic'>): Trials {
  const begun = new Map<string, TriedPhone & { readonly until: number }>();
  return {
    begin(userId, phone) {
      begun.set(userId, { ...phone, until: clock.monotonic() + TRIAL_MS });
    },
    isOn(userId, { pbx, extension }) {
      const trial = begun.get(userId);
      if (!trial || trial.until < clock.monotonic()) return false;
      return trial.pbx === pbx && trial.extension === extension;
    },
  };
}
