import { Counter, Histogram, type Registry } from 'prom-client';
import type { Entry, LoggedCall } from '../call-log/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import { popsAt } from '../screen-pop/follow-pops.ts';

/** Ended calls of which it is kept that they were counted: a note may be written on them later. */
const MOST_COUNTED = 20_000;
const LAG_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** Counts, from the entries of the log: calls by how they ended, pops, and how late each entry was told. */
export function createCallMetrics(parts: {
  registry: Registry;
  /** Whether somebody is signed in at this extension. */
  isAttended: (pbx: string, extension: string) => boolean;
  clock: Pick<Clock, 'now'>;
}): (entry: Entry) => void {
  const { registry, isAttended, clock } = parts;
  const registers = [registry];
  const calls = new Counter({
    name: 'perezvon_calls_total',
    help: 'Calls that ended since the start, by how they ended',
    labelNames: ['pbx', 'direction', 'result'],
    registers,
  });
  const pops = new Counter({
    name: 'perezvon_pops_total',
    help: 'Cards that a ringing or placing phone asked for: shown, or away where nobody was signed in there',
    labelNames: ['pbx', 'result'],
    registers,
  });
  const lag = new Histogram({
    name: 'perezvon_event_lag_seconds',
    help: 'From the event of the PBX to its entry being on the disk and told to the pages',
    labelNames: ['pbx'],
    buckets: LAG_BUCKETS,
    registers,
  });
  const started = clock.now();
  const popped = new Map<string, Set<string>>();
  const counted = new Set<string>();

  function countPops({ pbx, record }: LoggedCall): void {
    const already = popped.get(record.id) ?? new Set();
    for (const extension of popsAt(record)) {
      if (already.has(extension)) continue;
      already.add(extension);
      pops.inc({ pbx, result: isAttended(pbx, extension) ? 'shown' : 'away' });
    }
    popped.set(record.id, already);
  }

  function countEnd({ pbx, record }: LoggedCall): void {
    popped.delete(record.id);
    const { id, direction, disposition, endedAt } = record;
    if (counted.has(id) || Date.parse(endedAt ?? '') < started) return;
    counted.add(id);
    for (const oldest of counted) {
      if (counted.size <= MOST_COUNTED) break;
      counted.delete(oldest);
    }
    calls.inc({ pbx, direction, result: disposition ?? 'unknown' });
  }

  return (entry) => {
    if (entry.kind !== 'call') return;
    lag.observe({ pbx: entry.pbx }, Math.max(0, clock.now() - entry.at) / 1_000);
    for (const gone of entry.merged) popped.delete(gone);
    if (entry.record.state === 'ended') countEnd(entry);
    else countPops(entry);
  };
}
