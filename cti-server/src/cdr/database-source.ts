import type { Clock } from '../kernel/clock.ts';
import type { CdrDatabase } from './database.ts';
import { type FoundRow, openTable } from './database-table.ts';
import { FARTHEST_ZONE_MS } from './group.ts';
import { type CdrRow, cdrRow } from './row.ts';
import type { CdrBatch, CdrSource, Overlap } from './source.ts';

const MINUTE_MS = 60_000;
/** Rows come again for so long: some are written late. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** At the first look and each hour: the PBX's clocks may have been put back an hour, its rows with them. */
const WIDE_OVERLAP_MS = 120 * MINUTE_MS;
const WIDE_EVERY_MS = 60 * MINUTE_MS;
/** A row is found by its end, but the index is on the beginning: no call is longer than that. */
const LONGEST_CALL_MS = 12 * 60 * MINUTE_MS;
const BATCH = 5_000;
/** The rows of one call end so close together: where a page ends between them, they wait for the next. */
const CLOSE_MS = 10_000;

/** Up to where a table was read. Times ms epoch, as the PBX wrote them. */
interface Place {
  /** The latest end of a call. */
  readonly ended: number;
  /** The latest at the very first look: what ended before stays out. */
  readonly floor: number;
  /** While reading on: where the next page begins, and up to where its rows were given. */
  readonly page?: Overlap;
}

/**
 * A table that Asterisk's cdr_pgsql or cdr_adaptive_odbc writes. It has no growing id, and a row is written
 * when its call ends: so it is read in the order of the ends, and rows of the last minutes come again.
 */
export function createDatabaseSource(
  database: CdrDatabase,
  { clock, limit = BATCH }: { clock: Pick<Clock, 'now' | 'monotonic'>; limit?: number },
): CdrSource {
  let nextWide = Number.NEGATIVE_INFINITY;
  // a clock that was once set to the future must not hide what comes
  const horizon = () => clock.now() + FARTHEST_ZONE_MS;

  async function read(after: string | null): Promise<CdrBatch> {
    const place = after === null ? { ended: 0, floor: 0 } : (JSON.parse(after) as Place);
    const { floor, page } = place;
    const wide = clock.monotonic() >= nextWide;
    const from = page?.from ?? Math.max(floor, place.ended - (wide ? WIDE_OVERLAP_MS : OVERLAP_MS));
    const found = await database.ask(async (open) =>
      (await openTable(database, open)).endedAfter(from, {
        // the page before ended within a second
        including: page !== undefined,
        began: from - LONGEST_CALL_MS,
        limit,
      }),
    );
    if (wide) nextWide = clock.monotonic() + WIDE_EVERY_MS;
    const { kept, next } = wholeSeconds(found, { by: 'end', limit });
    const known = kept.map(({ end }) => end).filter((end) => end <= horizon());
    const ended = Math.max(place.ended, ...known);
    const rows = kept.flatMap(
      ({ columns, end }) =>
        cdrRow(columns, JSON.stringify({ ended: Math.min(end - 1, ended), floor })) ?? [],
    );
    const overlap = next === null ? null : overlapAt(next, from);
    return {
      rows,
      unreadable: kept.length - rows.length,
      next: JSON.stringify({ ended, floor, ...(overlap === null ? {} : { page: overlap }) }),
      more: overlap !== null,
      again: page ?? { from, to: place.ended },
      later: overlap?.to ?? null,
      lost: false,
    };
  }

  return {
    read,
    knows: (place) => place.startsWith('{"ended":'),

    async end() {
      const ended = await database.ask(async (open) => {
        const table = await openTable(database, open);
        const start = (await table.latestStart(horizon())) ?? 0;
        return (await table.latestEnd(start - LONGEST_CALL_MS, horizon())) ?? 0;
      });
      // to the next whole second: nothing of this one comes again
      const floor = Math.ceil(ended / 1_000) * 1_000;
      return JSON.stringify({ ended: floor, floor } satisfies Place);
    },

    oldest: () => database.ask(async (open) => (await openTable(database, open)).earliestStart()),

    async between(from, to) {
      const rows: CdrRow[] = [];
      for (let start: number | null = from; start !== null; ) {
        const began: number = start;
        const found = await database.ask(async (open) =>
          (await openTable(database, open)).beganBetween(began, to, limit),
        );
        const { kept, next } = wholeSeconds(found, { by: 'start', limit });
        rows.push(...kept.flatMap(({ columns }) => cdrRow(columns, '') ?? []));
        start = next;
      }
      return rows;
    },
  };
}

/**
 * A page of rows without those of its last moment, of which the next page may have more, and where that
 * page begins; null when this is the last.
 */
function wholeSeconds(
  found: FoundRow[],
  { by, limit }: { by: 'start' | 'end'; limit: number },
): { kept: FoundRow[]; next: number | null } {
  const last = found.at(-1)?.[by];
  if (found.length < limit || last === undefined) return { kept: found, next: null };
  const kept = found.filter((row) => row[by] < last);
  return kept.length > 0 ? { kept, next: last } : { kept: found, next: last + 1_000 };
}

/** What the next page has of this one, which began at `from`; it must come on. */
function overlapAt(next: number, from: number): Overlap {
  const again = next - 2 * CLOSE_MS;
  return again > from ? { from: again, to: next - CLOSE_MS } : { from: next, to: next - 1 };
}
