import type { Caller, CallRecord, Health, Reconciliation } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import type { CdrConfig } from '../kernel/config-cdr.ts';
import type { PbxConfig } from '../kernel/config-pbx.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { createBackfill } from './backfill.ts';
import type { FillLog } from './fill.ts';
import { openCdrSource } from './open-source.ts';
import { reconcile } from './reconcile.ts';
import type { CdrStore } from './store.ts';

/** The call detail records of all PBXs that have a source of them. */
export interface CdrRecords {
  /** Reads the records of this PBX, too, where it has a source of them. */
  add(road: CdrRoad): void;
  remove(pbx: string): void;
  start(): void;
  stop(): void;
  /** Looks at the records of all PBXs at once. */
  look(): Promise<void>;
  health(): Health['parts'];
  /** PBXs that have a source. */
  pbxs(): readonly string[];
  /** Newest days first. */
  reconciliations(): Reconciliation[];
  /** Compares a day of this server's zone (`2026-11-23`) with the log. Throws `CdrError`. */
  reconcile(pbx: string, day: string): Promise<Reconciliation>;
}

/** What records need of one PBX connection. */
export interface CdrRoad {
  readonly config: PbxConfig;
  isExtension(name: string): boolean;
  toE164(number: string): string | null;
}

const DAYS_SHOWN = 100;
/** Days that ended longer ago are compared by hand. */
const DAYS_BACK = 31;
/** The records of the time away are read by then, also where the server is restarted often. */
const FIRST_DAY_LOOK_MS = 900_000;
const NEXT_DAY_LOOK_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** R1–R4 Every PBX's records beside the log. `identify` as for a call that is seen. */
export function createCdrRecords(options: {
  log: FillLog;
  identify: (call: CallRecord) => Caller;
  store: CdrStore;
  /** What began before is not kept; ms epoch. */
  keptSince: () => number;
  clock: Clock;
  logger: Log;
}): CdrRecords {
  const { store, log, identify, keptSince, clock, logger } = options;
  const sources = new Map<string, ReturnType<typeof sourceFor>>();
  let started = false;

  let cancel = () => {};

  async function reconcileDay(pbx: string, day: string): Promise<Reconciliation> {
    const found = sources.get(pbx);
    if (!found) throw new Error(`PBX ${pbx} has no records`);
    const from = beginOf(day);
    if (from > clock.now()) throw new AppError('day-not-begun', { values: { day } });
    const [since, to] = [keptSince(), endOf(day)];
    if (to <= since) throw new AppError('day-removed', { values: { day } });
    const result = await reconcile({ day, from: Math.max(from, since), to }, found.parts);
    await store.saveReconciliation(result);
    return result;
  }

  /** Each day is looked at once it is over, also those that ended while the server was away. */
  async function daysOver(): Promise<void> {
    const saved = store.reconciliations(DAYS_SHOWN * sources.size);
    for (const pbx of [...sources.keys()]) {
      const known = saved.filter((one) => one.pbx === pbx);
      // who compares a day by hand while it goes on has seen a part of it
      const done = known.filter(({ day, at }) => Date.parse(at) >= endOf(day));
      for (const day of daysBefore(clock.now(), daysOf(known)))
        if (!daysOf(done).has(day) && endOf(day) > keptSince()) await compareOnce(pbx, day);
    }
  }

  async function compareOnce(pbx: string, day: string): Promise<void> {
    try {
      await reconcileDay(pbx, day);
    } catch (error) {
      logger.warn(
        { pbx, day, error: String(error) },
        'The day could not be compared with the records of the PBX',
      );
    }
  }

  function plan(afterMs: number): void {
    if (!started) return;
    cancel = clock.after(afterMs, () => void daysOver().then(() => plan(NEXT_DAY_LOOK_MS)));
  }

  function sourceFor({ config, isExtension, toE164 }: CdrRoad, cdr: CdrConfig) {
    const { id: pbx, outsidePrefix } = config;
    const numbering = { pbx, outsidePrefix, isExtension, toE164 };
    const parts = {
      numbering,
      log,
      identify,
      keptSince,
      now: clock.now,
      source: openCdrSource(cdr, clock),
    };
    return { parts, backfill: createBackfill({ ...parts, store, clock, logger }) };
  }

  return {
    pbxs: () => [...sources.keys()],
    add(road) {
      const { id, cdr } = road.config;
      if (!cdr) return;
      const source = sourceFor(road, cdr);
      sources.set(id, source);
      if (started) source.backfill.start();
    },
    remove(pbx) {
      sources.get(pbx)?.backfill.stop();
      sources.delete(pbx);
    },
    start() {
      started = true;
      for (const { backfill } of sources.values()) backfill.start();
      plan(FIRST_DAY_LOOK_MS);
    },
    stop() {
      started = false;
      cancel();
      for (const { backfill } of sources.values()) backfill.stop();
    },
    async look() {
      await Promise.all([...sources.values()].map(({ backfill }) => backfill.look()));
    },
    health: () =>
      [...sources].map(([pbx, { backfill }]) => {
        const { ok, since, detail, words } = backfill.status();
        const problem = ok ? null : { code: 'cdr-unreadable', values: {}, reason: words };
        return { part: `cdr:${pbx}`, ok, since: iso(since), problem, detail, cure: null };
      }),
    reconciliations: () => store.reconciliations(DAYS_SHOWN),
    reconcile: reconcileDay,
  };
}

function beginOf(day: string): number {
  return new Date(`${day}T00:00:00`).getTime();
}

/** Some days have 23 or 25 hours. */
function endOf(day: string): number {
  return new Date(beginOf(day) + DAY_MS + DAY_MS / 2).setHours(0, 0, 0, 0);
}

function daysOf(looks: readonly Reconciliation[]): ReadonlySet<string> {
  return new Set(looks.map(({ day }) => day));
}

/** Days before now, oldest first: since the oldest that was ever looked at; at first only the last. */
function daysBefore(now: number, known: ReadonlySet<string>): string[] {
  const days: string[] = [];
  const noon = new Date(now).setHours(12, 0, 0, 0);
  for (let back = 1; back <= DAYS_BACK; back += 1) days.unshift(localDay(noon - back * DAY_MS));
  const first = days.findIndex((day) => known.has(day));
  return first < 0 ? days.slice(-1) : days.slice(first);
}

/** `2026-11-23` in this server's zone. */
function localDay(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
