import type { AmiFields } from './ami-event.ts';

/** Uptime is told in whole seconds. */
const SECOND_MS = 1_000;

/** Finds out whether a PBX was started anew between two connections of a capture. */
export interface BootWatch {
  /** It said how long it runs (`FullyBooted`), at `at` (ms epoch); true where it runs less long than it should. */
  runsFor(uptime: string | undefined, at: number): boolean;
  /** It said when it was started (answer to `CoreStatus`); true where that is not what it said before. */
  startedAt(fields: AmiFields): boolean;
  /** A connection begins; what was heard before is of the one before. */
  opened(): void;
  heard(at: number): void;
}

/** Of a capture of which nothing was read yet. */
export function createBootWatch(): BootWatch {
  let started: string | null = null;
  let bootedBy: number | null = null;
  let heardNow: number | null = null;
  let heardBefore: number | null = null;
  return {
    runsFor(uptime, at) {
      const ms = Number(uptime) * SECOND_MS;
      if (uptime === undefined || !(ms >= 0)) return false;
      // it was started between these two
      const [soonest, latest] = [at - ms - SECOND_MS, at - ms];
      const isOther = bootedBy !== null && soonest > bootedBy + SECOND_MS;
      const isLater = heardBefore !== null && soonest > heardBefore;
      bootedBy = latest;
      return isOther || isLater;
    },
    startedAt({ corestartupdate: date, corestartuptime: time }) {
      if (date === undefined || time === undefined) return false;
      const isOther = started !== null && started !== `${date} ${time}`;
      started = `${date} ${time}`;
      return isOther;
    },
    opened() {
      heardBefore = heardNow ?? heardBefore;
      heardNow = null;
    },
    heard(at) {
      heardNow = at;
    },
  };
}
