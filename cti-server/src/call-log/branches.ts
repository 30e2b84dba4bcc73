import { DIRECTIONS, DISPOSITIONS } from '../contract/index.ts';
import type { Endpoint } from '../users/scopes.ts';
import type { CallFilter } from './call-filter.ts';
import { endpointLists, FAR, finite, touching } from './touching.ts';

/** How a call may have ended; null while it goes on. */
const RESULTS = [...DISPOSITIONS, null];

/** One range of one index, in the order of the list. */
export interface Branch {
  readonly from: string;
  readonly where: readonly string[];
  readonly values: readonly unknown[];
  /** Column prefix of the key: whose index leads, a call's own, that of its extensions or of its queue. */
  readonly key: 'c' | 'x' | 'q';
}

/** SQLite takes 500 parts in a query; a search for more people than this is no search. */
export const MOST_BRANCHES = 400;

/** By which index a list is read: the others' conditions sift. */
export type Lead = 'people' | 'results' | 'queue';

/** A person has few calls; then whose calls they are, or how they ended; else the queue. */
export function leadOf({ e164, contactIds, endpoints, queue }: CallFilter): Lead {
  if (e164 !== undefined || contactIds !== undefined) return 'people';
  return queue !== undefined && endpoints === null ? 'queue' : 'results';
}

/**
 * Each branch is one range of one index in the order of the list, so it stops after a page: a filter
 * that allows several values is several branches, put together afterwards.
 */
export function branchesOf(filter: CallFilter): Branch[] {
  switch (leadOf(filter)) {
    case 'people':
      return peopleBranches(filter).slice(0, MOST_BRANCHES);
    case 'queue':
      return [{ from: 'call_queues q', where: ['q.queue = ?'], values: [filter.queue], key: 'q' }];
    case 'results':
      return resultBranches(filter);
  }
}

/** A person has few calls: their index leads, the other conditions sift. */
function peopleBranches(filter: CallFilter): Branch[] {
  const { e164, contactIds = [], dispositions, direction, endpoints } = filter;
  const where: string[] = [];
  const values: unknown[] = [];
  if (direction !== undefined) {
    where.push('c.direction = ?');
    values.push(direction);
  }
  if (dispositions) {
    where.push(`c.disposition IN (${marks(dispositions)})`);
    values.push(...dispositions);
  }
  if (endpoints) {
    const { fixed, shared } = endpointLists(endpoints);
    where.push(touching('?', '?'));
    values.push(fixed, shared);
  }
  const leads = [
    ...(e164 === undefined ? [] : [{ lead: 'c.e164 = ?', value: e164 }]),
    ...contactIds.map((id) => ({ lead: 'c.contact_id = ?', value: id })),
  ];
  return leads.map(({ lead, value }) => ({
    from: 'calls c',
    where: [lead, ...where],
    values: [value, ...values],
    key: 'c',
  }));
}

/** An index leads by PBX and extension (for its own lists), direction and result: each of those is a branch. */
function resultBranches({ direction, dispositions, endpoints }: CallFilter): Branch[] {
  const key = endpoints ? 'x' : 'c';
  const from = endpoints ? 'call_extensions x' : 'calls c';
  const owners = endpoints ? endpoints.map(ownerOf) : [{ where: [], values: [] }];
  const all = direction === undefined && dispositions === undefined;
  const directions = direction === undefined ? DIRECTIONS : [direction];
  const results = directions.flatMap((way) =>
    (dispositions ?? RESULTS).map((result) => ({
      where: [`${key}.direction = ?`, `${key}.disposition IS ?`],
      values: [way, result],
    })),
  );
  return owners.flatMap((owner) =>
    (all ? [{ where: [], values: [] }] : results).map((result) => ({
      from,
      where: [...owner.where, ...result.where],
      values: [...owner.values, ...result.values],
      key,
    })),
  );
}

/** Who has an extension for a time sees the calls that went on in it: one that began before is found by its end. */
function ownerOf({ pbx, extension, during }: Endpoint): { where: string[]; values: unknown[] } {
  const where = ['x.pbx = ?', 'x.extension = ?'];
  if (!during) return { where, values: [pbx, extension] };
  const { from, to } = during;
  const wentOn = `(x.started_at >= ? OR coalesce((SELECT ended_at FROM calls WHERE id = x.call_id), ${FAR}) >= ?)`;
  return {
    where: [...where, 'x.started_at >= ?', 'x.started_at < ?', wentOn],
    values: [pbx, extension, from - LONGEST_CALL_MS, finite(to), from, from],
  };
}

/** No call that began longer before somebody came is looked for. */
const LONGEST_CALL_MS = 24 * 60 * 60_000;

/** Placeholders for the values of a list. */
export function marks(list: readonly unknown[]): string {
  return list.map(() => '?').join(', ');
}
