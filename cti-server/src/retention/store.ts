import { type DatabaseHandle, desc, eq, lt, transaction } from '@perezvon/crm-core';
import { reconciliations } from '../cdr/table.ts';
import {
  type CallRecording,
  type Erasure,
  recordingsOf,
  type RetentionRules,
} from '../contract/index.ts';
import { savedFilters } from '../users/table.ts';
import { type Named, namesThem } from './named-filters.ts';
import { createTextWalk, type TextWalk } from './text-walk.ts';
import type { BegunErasure, Whom } from './subject.ts';
import { begunErasures, erasures, retentionRules } from './table.ts';

/** Where a walk over calls by age stands. */
export interface AgePlace {
  readonly startedAt: number;
  readonly id: string;
}

/** A call of a walk by age. */
export interface AgedCall extends AgePlace {
  readonly pbx: string;
  /** Those that there are, and are not gone. */
  readonly recordings: readonly CallRecording[];
}

/** `recordings`: JSON. */
type AgedRow = Omit<AgedCall, 'recordings'> & Record<'recording' | 'recordings', string | null>;

function agedCall({ recording, recordings, ...call }: AgedRow): AgedCall {
  const all = recordings === null ? [] : (JSON.parse(recordings) as CallRecording[]);
  return { ...call, recordings: recordingsOf({ recording, recordings: all }) };
}

/** What is read and written to remove what is kept too long, and people who ask for it. Times ms epoch. */
export interface RetentionStore extends TextWalk {
  /** As an administrator set them; null: nobody did. */
  rules(): RetentionRules | null;
  saveRules(rules: RetentionRules): Promise<void>;
  /** Calls that began before, are over, and come after a place; oldest first. */
  callsBefore(before: number, after: AgePlace, limit: number): AgedCall[];
  countCallsBefore(before: number): number;
  countCapturesBefore(before: number): number;
  /** Removes entries, but never the newest; gives how many. */
  removeEntries(numbers: readonly number[]): Promise<number>;
  /** Removes what was found by comparing days before this one (`2026-11-23`). */
  removeDaysBefore(day: string): Promise<void>;
  /** Removes findings of all days that are of these calls, or have one of these texts. */
  removeFindings(callIds: readonly string[], texts: readonly string[]): Promise<void>;
  /** Removes what was said of missed callers before (ms epoch). */
  removeMarksBefore(before: number): Promise<void>;
  /** Removes whom operators chose for these numbers, or that they chose this contact, and what they said of missed calls. */
  removeChoices(contactId: string | null, numbers: readonly string[]): Promise<void>;
  /** Claims and the like of missed callers with these numbers (E.164) or of these calls. */
  removeMissed(keys: readonly string[]): Promise<void>;
  /** Removes filters that anybody saved and that name somebody. */
  removeFilters(them: Named): Promise<void>;
  /** Newest first. */
  erasures(limit: number): Erasure[];
  erasure(id: string): Erasure | null;
  /** In place of one of the same person that was cut short. */
  beginErasure(begun: BegunErasure): Promise<void>;
  begunErasures(): BegunErasure[];
  /** What was begun under its id is over. */
  addErasure(erasure: Erasure): Promise<void>;
}

const CALLS_BEFORE = `
  SELECT id, pbx, started_at AS startedAt,
    iif(recording_id IS NULL, NULL, json_extract(record, '$.recording')) AS recording,
    iif(recording_id IS NULL, NULL, json_extract(record, '$.recordings')) AS recordings
  FROM calls WHERE (started_at, id) > (?, ?) AND started_at < ? AND ended_at IS NOT NULL
  ORDER BY started_at, id LIMIT ?`;

/** Whether both are about the same contact, or the same number of nobody's. */
function isSame(one: Whom, other: Whom): boolean {
  if (one.contactId !== null || other.contactId !== null) return one.contactId === other.contactId;
  return one.numbers[0] === other.numbers[0];
}

/** The store in an SQLite database. */
export function createRetentionStore(handle: DatabaseHandle): RetentionStore {
  const { db, sqlite } = handle;
  const before = sqlite.prepare<[number, string, number, number], AgedRow>(CALLS_BEFORE);
  const count = (sql: string) => sqlite.prepare<[number], number>(sql).pluck();
  // within the index alone: some 40 ms for a million
  const calls = count('SELECT count(*) FROM calls WHERE started_at < ?');
  const captures = count('SELECT count(*) FROM call_capture_parts WHERE at < ?');
  const removeEntry = sqlite.prepare<[number], unknown>(
    'DELETE FROM call_log_entries WHERE n = ? AND n < (SELECT max(n) FROM call_log_entries)',
  );
  const choiceOfNumber = sqlite.prepare('DELETE FROM number_choices WHERE e164 = ?');
  const missed = sqlite.prepare('DELETE FROM missed_marks WHERE key = ?');
  const markOfNumber = sqlite.prepare('DELETE FROM missed_marks WHERE key = ?');
  const marksBefore = sqlite.prepare('DELETE FROM missed_marks WHERE changed_at < ?');
  const choiceOfContact = sqlite.prepare('DELETE FROM number_choices WHERE contact_id = ?');

  function withoutFilters(them: Named): void {
    const named = db
      .select()
      .from(savedFilters)
      .all()
      .filter((one) => namesThem(one, them));
    for (const { id } of named) db.delete(savedFilters).where(eq(savedFilters.id, id)).run();
  }

  function withoutFindings(callIds: readonly string[], texts: readonly string[]): void {
    for (const day of db.select().from(reconciliations).all()) {
      const kept = day.findings.filter((finding) => {
        const text = JSON.stringify(finding);
        return !callIds.includes(finding.callId) && !texts.some((one) => text.includes(one));
      });
      if (kept.length === day.findings.length) continue;
      sqlite
        .prepare('UPDATE reconciliations SET findings = ? WHERE pbx = ? AND day = ?')
        .run(JSON.stringify(kept), day.pbx, day.day);
    }
  }

  return {
    ...createTextWalk(handle),
    rules() {
      const found = db.select().from(retentionRules).get();
      if (!found) return null;
      const { row: _, ...rules } = found;
      return rules;
    },
    async saveRules(rules) {
      transaction(handle, () =>
        db
          .insert(retentionRules)
          .values({ row: 1, ...rules })
          .onConflictDoUpdate({ target: retentionRules.row, set: rules })
          .run(),
      );
    },
    callsBefore: (time, after, limit) =>
      before.all(after.startedAt, after.id, time, limit).map(agedCall),
    countCallsBefore: (time) => calls.get(time) ?? 0,
    countCapturesBefore: (time) => captures.get(time) ?? 0,
    removeEntries: async (numbers) =>
      transaction(handle, () => numbers.reduce((sum, n) => sum + removeEntry.run(n).changes, 0)),
    async removeDaysBefore(day) {
      transaction(handle, () =>
        db.delete(reconciliations).where(lt(reconciliations.day, day)).run(),
      );
    },
    async removeMarksBefore(time) {
      transaction(handle, () => marksBefore.run(time));
    },
    async removeFindings(callIds, texts) {
      transaction(handle, () => withoutFindings(callIds, texts));
    },
    async removeChoices(contactId, numbers) {
      transaction(handle, () => {
        for (const number of numbers) {
          choiceOfNumber.run(number);
          markOfNumber.run(number);
        }
        if (contactId !== null) choiceOfContact.run(contactId);
      });
    },
    async removeFilters(them) {
      transaction(handle, () => withoutFilters(them));
    },
    async removeMissed(keys) {
      transaction(handle, () => {
        for (const key of keys) missed.run(key);
      });
    },
    erasures: (limit) =>
      db
        .select()
        .from(erasures)
        .orderBy(desc(erasures.at))
        .limit(limit)
        .all()
        .map(({ told }) => told),
    erasure: (id) => db.select().from(erasures).where(eq(erasures.id, id)).get()?.told ?? null,
    begunErasures: () =>
      db
        .select()
        .from(begunErasures)
        .all()
        .map(({ begun }) => begun),
    async beginErasure(begun) {
      const { id, whom } = begun;
      transaction(handle, () => {
        for (const other of db.select().from(begunErasures).all()) {
          if (isSame(other.begun.whom, whom))
            db.delete(begunErasures).where(eq(begunErasures.id, other.id)).run();
        }
        db.insert(begunErasures).values({ id, begun }).run();
      });
    },
    async addErasure(told) {
      const { id, at } = told;
      transaction(handle, () => {
        db.delete(begunErasures).where(eq(begunErasures.id, id)).run();
        db.insert(erasures)
          .values({ id, at: Date.parse(at), told })
          .run();
      });
    },
  };
}
