import { type DatabaseHandle, transaction } from '@perezvon/crm-core';
import { endpointLists, touching } from '../call-log/touching.ts';
import { MISSED_RESULTS } from '../contract/index.ts';
import { endpointsOf, type Scope } from '../users/scopes.ts';

/** A caller who reached nobody since they last spoke with one of ours. Times ms epoch. */
export interface Missed {
  /** The number in E.164; the call's id where it has none. */
  readonly key: string;
  readonly lastCallId: string;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Missed calls. */
  readonly count: number;
  /** Calls back since, that reached nobody. */
  readonly tries: number;
  readonly lastTryAt: number | null;
  readonly claimedBy: string | null;
  readonly claimedAt: number | null;
}

/** Missed callers, worked out of the log, and what people said of them. */
export interface MissedStore {
  /** Those within the scope, the latest first. */
  list(scope: Scope, since: number, limit: number): Missed[];
  count(scope: Scope, since: number): number;
  /** One of them; null where they are not in the list of this scope. */
  find(key: string, scope: Scope, since: number): Missed | null;
  /** Gives whose it is then: another's claim stands. */
  claim(missed: Pick<Missed, 'key' | 'firstAt'>, userId: string, at: number): Promise<string>;
  release(key: string, at: number): Promise<void>;
  done(key: string, by: string, at: number): Promise<void>;
  /** Takes back what the same person said; false where it was none of theirs. */
  undo(key: string, by: string, at: number): Promise<boolean>;
}

/** How an incoming call ends that is to be answered by a call back; a message left is one, too. */
const RESULTS = [...MISSED_RESULTS, 'voicemail'];

/** Marks that nobody touched for so long are of callers who left the list long ago. */
const FORGET_MS = 90 * 24 * 60 * 60_000;

// Each call by itself: was there a talk since, is it done with. The index of results leads, a window ends it.
const OPEN = `
  SELECT coalesce(c.e164, c.id) AS key, c.e164, c.id, c.started_at AS at, m.claimed_by AS claimedBy, m.claimed_at AS claimedAt
  FROM calls c LEFT JOIN missed_marks m ON m.key = coalesce(c.e164, c.id)
  WHERE c.direction = 'inbound' AND c.disposition IN (${RESULTS.map((one) => `'${one}'`).join(', ')})
    AND c.started_at >= @since AND c.ended_at IS NOT NULL
    AND (m.done_at IS NULL OR m.done_at < c.started_at)
    AND NOT EXISTS (SELECT 1 FROM calls t WHERE t.e164 = c.e164 AND t.started_at > c.started_at AND t.disposition = 'answered')
    AND (@all OR NOT EXISTS (SELECT 1 FROM call_extensions x WHERE x.call_id = c.id)
      OR ${touching('@fixed', '@shared')})`;

// a claim of an earlier time is none: they have spoken since
const GROUPED = `
  SELECT key, e164, id AS lastCallId, at AS lastAt, firstAt, count,
    iif(claimedAt >= firstAt, claimedBy, NULL) AS claimedBy, iif(claimedAt >= firstAt, claimedAt, NULL) AS claimedAt
  FROM (
    SELECT *, row_number() OVER (PARTITION BY key ORDER BY at DESC, id DESC) AS place,
      min(at) OVER (PARTITION BY key) AS firstAt, count(*) OVER (PARTITION BY key) AS count
    FROM (${OPEN})
  ) WHERE place = 1`;

const LIST = `
  SELECT g.key, lastCallId, lastAt, firstAt, g.count, claimedBy, claimedAt, count(o.id) AS tries, max(o.started_at) AS lastTryAt
  FROM (SELECT * FROM (${GROUPED}) WHERE @key IS NULL OR key = @key ORDER BY lastAt DESC, key LIMIT @limit) g
  LEFT JOIN calls o ON o.e164 = g.e164 AND o.direction = 'outbound' AND o.started_at > g.firstAt
  GROUP BY g.key ORDER BY g.lastAt DESC, g.key`;

const CLAIM = `
  INSERT INTO missed_marks (key, claimed_by, claimed_at, changed_at) VALUES (@key, @userId, @at, @at)
  ON CONFLICT (key) DO UPDATE SET changed_at = @at,
    claimed_by = iif(claimed_at >= @firstAt, claimed_by, @userId),
    claimed_at = iif(claimed_at >= @firstAt, claimed_at, @at)
  RETURNING claimed_by`;

const RELEASE = `
  UPDATE missed_marks SET claimed_by = NULL, claimed_at = NULL, changed_at = @at WHERE key = @key`;

const DONE = `
  INSERT INTO missed_marks (key, done_by, done_at, changed_at) VALUES (@key, @by, @at, @at)
  ON CONFLICT (key) DO UPDATE SET done_by = @by, done_at = @at, claimed_by = NULL, claimed_at = NULL, changed_at = @at`;

const UNDO = `
  UPDATE missed_marks SET done_by = NULL, done_at = NULL, changed_at = @at WHERE key = @key AND done_by = @by`;

/** The store in an SQLite database. */
export function createMissedStore(handle: DatabaseHandle): MissedStore {
  const { sqlite } = handle;
  const list = sqlite.prepare<[object], Missed>(LIST);
  const count = sqlite
    .prepare<[object], number>(`SELECT count(DISTINCT key) FROM (${OPEN})`)
    .pluck();
  const claim = sqlite.prepare<[object], string>(CLAIM).pluck();
  const release = sqlite.prepare(RELEASE);
  const done = sqlite.prepare(DONE);
  const undo = sqlite.prepare(UNDO);
  const forget = sqlite.prepare('DELETE FROM missed_marks WHERE changed_at < ?');
  const find = (scope: Scope, since: number, which: { key: string | null; limit: number }) =>
    list.all({ ...within(scope), since, ...which });
  return {
    list: (scope, since, limit) => find(scope, since, { key: null, limit }),
    count: (scope, since) => count.get({ ...within(scope), since }) ?? 0,
    find: (key, scope, since) => find(scope, since, { key, limit: 1 })[0] ?? null,
    claim: async ({ key, firstAt }, userId, at) =>
      transaction(handle, () => {
        forget.run(at - FORGET_MS);
        return claim.get({ key, firstAt, userId, at }) ?? userId;
      }),
    release: async (key, at) => void transaction(handle, () => release.run({ key, at })),
    done: async (key, by, at) => void transaction(handle, () => done.run({ key, by, at })),
    undo: async (key, by, at) => transaction(handle, () => undo.run({ key, by, at }).changes > 0),
  };
}

function within(scope: Scope): { all: number; fixed: string; shared: string } {
  return { all: scope === 'all' ? 1 : 0, ...endpointLists(endpointsOf(scope) ?? []) };
}
