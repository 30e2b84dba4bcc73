import { type DatabaseHandle, transaction } from '../shared/db.ts';
import type { Ids } from '../shared/ids.ts';
import { type Deal, type DealPatch, isClosed, type NewDeal } from './model.ts';

/** The deals of the firm. */
export interface DealStore {
  get(id: string): Promise<Deal | null>;
  /** Those of a contact that are open, the newest first. */
  openOf(contactId: string, limit: number): Promise<Deal[]>;
  /** Those of an owner that are open, the newest first. */
  openOwnedBy(ownerId: string, limit: number): Promise<Deal[]>;
  /** A contact or interaction that is not there counts as none. */
  create(typed: NewDeal, by: { ownerId: string }): Promise<Deal>;
  /** Null when there is no such deal. */
  update(id: string, change: DealPatch): Promise<Deal | null>;
}

interface Row extends Omit<Deal, 'createdAt' | 'closedAt'> {
  readonly createdAt: number;
  readonly closedAt: number | null;
}

const SELECT = `
  SELECT d.id, d.title, d.amount, d.currency, d.stage, d.owner_id AS ownerId, d.contact_id AS contactId,
    c.name AS contactName, d.origin_id AS originId, d.created_at AS createdAt, d.closed_at AS closedAt,
    d.lost_reason AS lostReason
  FROM deals d LEFT JOIN contacts c ON c.id = d.contact_id`;

const INSERT = `
  INSERT INTO deals (id, title, amount, currency, stage, owner_id, contact_id, origin_id, created_at)
  VALUES (@id, @title, @amount, @currency, 'new', @ownerId, (SELECT id FROM contacts WHERE id = @contactId),
    (SELECT id FROM interactions WHERE id = @originId), @now)`;

const UPDATE = `
  UPDATE deals SET title = @title, amount = @amount, currency = @currency, stage = @stage,
    lost_reason = @lostReason, closed_at = iif(@closed, coalesce(closed_at, @now), NULL)
  WHERE id = @id`;

/** The deals in an SQLite database. */
export function createDealStore(handle: DatabaseHandle, ids: Ids): DealStore {
  const { sqlite } = handle;
  const one = sqlite.prepare<[string], Row>(`${SELECT} WHERE d.id = ?`);
  const open = (column: string) =>
    sqlite.prepare<[string, number], Row>(
      `${SELECT} WHERE d.${column} = ? AND d.closed_at IS NULL ORDER BY d.created_at DESC LIMIT ?`,
    );
  const ofContact = open('contact_id');
  const ofOwner = open('owner_id');
  const insert = sqlite.prepare(INSERT);
  const update = sqlite.prepare(UPDATE);

  function byId(id: string): Deal | null {
    const row = one.get(id);
    return row ? dealOf(row) : null;
  }

  return {
    get: async (id) => byId(id),
    openOf: async (contactId, limit) => ofContact.all(contactId, limit).map(dealOf),
    openOwnedBy: async (ownerId, limit) => ofOwner.all(ownerId, limit).map(dealOf),
    create: async ({ title, amount = null, currency, contactId = null, originId = null }, by) =>
      transaction(handle, () => {
        const id = ids.id();
        const links = { contactId, originId, ...by };
        insert.run({ id, title: title.trim(), amount, currency, ...links, now: ids.now() });
        const made = byId(id);
        if (!made) throw new Error(`Deal ${id} is not there after it was written`);
        return made;
      }),
    update: async (id, change) =>
      transaction(handle, () => {
        const before = byId(id);
        if (!before) return null;
        const { title, amount, currency, stage, lostReason } = { ...before, ...change };
        update.run({
          id,
          title: title.trim(),
          amount,
          currency,
          stage,
          now: ids.now(),
          lostReason: stage === 'lost' ? lostReason.trim() : '',
          closed: isClosed(stage) ? 1 : 0,
        });
        return byId(id);
      }),
  };
}

function dealOf(row: Row): Deal {
  return {
    ...row,
    createdAt: new Date(row.createdAt).toISOString(),
    closedAt: row.closedAt === null ? null : new Date(row.closedAt).toISOString(),
  };
}
