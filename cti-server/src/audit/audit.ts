import type { Page } from '@perezvon/crm-core';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  type AuditAction,
  AuditChange,
  type AuditCheck,
  type AuditEntry,
  type AuditTarget,
  type User,
} from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import type { Visitor } from '../users/sessions.ts';
import { type AuditRow, BEGINNING, type ChainEnd, follow } from './chain.ts';
import type { PlannedChange, PlannedChanges } from './change.ts';
import type { AuditFilter, AuditStore } from './store.ts';

/** From where that is done which nobody ordered. */
export const NOBODY: Visitor = { address: '', userAgent: '' };

/** Something that somebody did. */
export interface Act {
  readonly action: AuditAction;
  /** Null: nobody of ours. */
  readonly who: Pick<User, 'id' | 'login' | 'name'> | null;
  readonly from: Visitor;
  readonly target?: AuditTarget | undefined;
  readonly changes?: readonly AuditChange[] | undefined;
}

/** A change of settings that is to be made; see `PlannedChange`. */
export type ChangeAct = Omit<Act, 'target' | 'changes'> &
  Pick<PlannedChange, 'target' | 'before' | 'secrets' | 'changes'>;

/** Who did what, when and from where; append-only. */
export interface Audit {
  /**
   * A2 Does `work`, whose first write of a setting brings the row with it: both are on the disk, or none. What changes
   * nothing is not noted.
   */
  change<T>(act: ChangeAct, work: () => Promise<T>): Promise<T>;
  /** It is on the disk when this resolves. Throws `StorageError`. */
  note(act: Act): Promise<void>;
  /** Newest first. Throws `CursorError`. */
  list(
    filter: AuditFilter,
    options: { limit: number; cursor?: string | undefined },
  ): Page<AuditEntry>;
  /** All that the filter lets through, newest first, page by page. */
  all(filter: AuditFilter): AsyncGenerator<readonly AuditEntry[]>;
  /** A1 Follows the chain from the first row on; names the first one that is not as it was written. */
  verify(): Promise<AuditCheck>;
}

/** Rows read in one turn of the loop: some milliseconds. */
const STEP = 500;
/** Of what strangers can cause as often as they like, the same is told once in so long. */
const QUIET_MS = 60_000;
const MOST_KEPT = 1_000;
const LONGEST_USER_AGENT = 300;
const LONGEST_NAME = 200;
const CHANGES = Type.Array(AuditChange);

/** The audit log over its store. */
export function createAudit(parts: {
  store: AuditStore;
  planned: Pick<PlannedChanges, 'during'>;
  clock: Pick<Clock, 'now' | 'monotonic'>;
}): Audit {
  const { store, planned, clock } = parts;
  const isRepeated = createRepeats(clock);

  async function* all(filter: AuditFilter) {
    let cursor: string | undefined;
    do {
      const page = store.page(filter, { limit: STEP, cursor });
      yield page.items.map(entryOf);
      await nextTurn();
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }

  const rowOf = ({ action, who, from }: Pick<Act, 'action' | 'who' | 'from'>) => ({
    at: clock.now(),
    action,
    address: from.address,
    userId: who?.id ?? null,
    userLogin: who?.login ?? null,
    userName: who?.name ?? null,
    userAgent: from.userAgent.slice(0, LONGEST_USER_AGENT),
  });

  return {
    all,
    async change({ target, before, secrets, changes, ...act }, work) {
      const change = { row: rowOf(act), target, before, secrets, changes };
      const { result, noted } = await planned.during(change, work);
      if (noted || !result) return result;
      throw new Error(`${act.action}: no write of a setting was made that could be noted`);
    },
    async note({ action, who, from, target, changes = [] }) {
      if (action === 'sign-in-throttled' && isRepeated(`${from.address}\n${who?.id}`)) return;
      await store.add({
        ...rowOf({ action, who, from }),
        targetKind: target?.kind ?? null,
        targetId: target?.id ?? null,
        targetName: target?.name.slice(0, LONGEST_NAME) ?? null,
        changes: JSON.stringify(changes),
      });
    },
    list(filter, options) {
      const { items, next } = store.page(filter, options);
      return { items: items.map(entryOf), next };
    },
    async verify() {
      // what is added meanwhile is of the next look
      const last = store.lastN();
      let end: ChainEnd = { n: 0, hash: BEGINNING };
      let rows = store.after(Number.MIN_SAFE_INTEGER, STEP);
      for (; rows.length > 0; rows = store.after(end.n, STEP)) {
        const found = follow(end, rows);
        if ('why' in found) return { rows: last, hash: null, broken: found };
        end = found;
        await nextTurn();
      }
      if (end.n < last) return { rows: last, hash: null, broken: { n: end.n + 1, why: 'missing' } };
      return { rows: end.n, hash: end.n === 0 ? null : end.hash, broken: null };
    },
  };
}

/** Whether the same was told a moment ago; of the oldest it is forgotten when there are too many. */
function createRepeats(clock: Pick<Clock, 'monotonic'>): (key: string) => boolean {
  const told = new Map<string, number>();
  return (key) => {
    const now = clock.monotonic();
    if (now - (told.get(key) ?? -QUIET_MS) < QUIET_MS) return true;
    told.delete(key);
    told.set(key, now);
    if (told.size > MOST_KEPT) told.delete(told.keys().next().value ?? '');
    return false;
  };
}

function entryOf(row: AuditRow): AuditEntry {
  const { n, action, userId, userLogin, userName, targetKind, targetId, targetName } = row;
  return {
    n,
    action,
    at: iso(row.at),
    address: row.address,
    userAgent: row.userAgent,
    who: userId === null ? null : { id: userId, login: userLogin ?? '', name: userName ?? '' },
    target:
      targetKind === null ? null : { kind: targetKind, id: targetId ?? '', name: targetName ?? '' },
    changes: changesOf(row.changes),
    hash: row.hash,
  };
}

/** Whoever wrote into the file may have written anything: the rest of the log is shown all the same. */
function changesOf(text: string): AuditChange[] {
  try {
    const changes: unknown = JSON.parse(text);
    return Value.Check(CHANGES, changes) ? changes : [];
  } catch {
    return [];
  }
}
