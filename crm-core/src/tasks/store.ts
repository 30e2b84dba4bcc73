import { type DatabaseHandle, transaction } from '../shared/db.ts';
import type { Ids } from '../shared/ids.ts';
import type { NewTask, Task, TaskPatch } from './model.ts';

/** What is to be done, and by whom. */
export interface TaskStore {
  get(id: string): Promise<Task | null>;
  /** Those of a contact that are not done, the first due first. */
  openOf(contactId: string, limit: number): Promise<Task[]>;
  /** Those of a person: to be done, the first due first; or done, the latest first. */
  ownedBy(ownerId: string, which: { done: boolean; limit: number }): Promise<Task[]>;
  /** A contact or interaction that is not there counts as none. */
  create(typed: NewTask, by: { userId: string }): Promise<Task>;
  /** Null when there is no such task. */
  update(id: string, change: TaskPatch): Promise<Task | null>;
}

interface Row extends Omit<Task, 'createdAt' | 'dueAt' | 'doneAt'> {
  readonly createdAt: number;
  readonly dueAt: number;
  readonly doneAt: number | null;
}

/** Stands for no time: the year 9999. */
const SOME_TIME = Date.UTC(9999, 0);

const SELECT = `
  SELECT t.id, t.kind, t.what, t.due_at AS dueAt, t.owner_id AS ownerId, t.created_by AS createdBy,
    t.contact_id AS contactId, c.name AS contactName, t.number, t.origin_id AS originId,
    t.created_at AS createdAt, t.done_at AS doneAt
  FROM tasks t LEFT JOIN contacts c ON c.id = t.contact_id`;

const INSERT = `
  INSERT INTO tasks (id, kind, what, due_at, owner_id, created_by, contact_id, number, origin_id, created_at)
  VALUES (@id, @kind, @what, @dueAt, @ownerId, @userId, (SELECT id FROM contacts WHERE id = @contactId), @number,
    (SELECT id FROM interactions WHERE id = @originId), @now)`;

const UPDATE = `
  UPDATE tasks SET what = @what, due_at = @dueAt, done_at = iif(@done, coalesce(done_at, @now), NULL)
  WHERE id = @id`;

/** The tasks in an SQLite database. */
export function createTaskStore(handle: DatabaseHandle, ids: Ids): TaskStore {
  const { sqlite } = handle;
  const one = sqlite.prepare<[string], Row>(`${SELECT} WHERE t.id = ?`);
  const many = (where: string) => sqlite.prepare<[string, number], Row>(`${SELECT} WHERE ${where}`);
  const ofContact = many('t.contact_id = ? AND t.done_at IS NULL ORDER BY t.due_at LIMIT ?');
  const toDo = many('t.owner_id = ? AND t.done_at IS NULL ORDER BY t.due_at LIMIT ?');
  const done = many('t.owner_id = ? AND t.done_at IS NOT NULL ORDER BY t.done_at DESC LIMIT ?');
  const insert = sqlite.prepare(INSERT);
  const update = sqlite.prepare(UPDATE);

  function byId(id: string): Task | null {
    const row = one.get(id);
    return row ? taskOf(row) : null;
  }

  return {
    get: async (id) => byId(id),
    openOf: async (contactId, limit) => ofContact.all(contactId, limit).map(taskOf),
    ownedBy: async (ownerId, which) =>
      (which.done ? done : toDo).all(ownerId, which.limit).map(taskOf),
    create: async (typed, { userId }) =>
      transaction(handle, () => {
        const id = ids.id();
        const { kind, what, dueAt = null, ownerId = userId } = typed;
        const { contactId = null, number = null, originId = null } = typed;
        const links = { contactId, number, originId, ownerId, userId };
        insert.run({ id, kind, what: what.trim(), dueAt: msOf(dueAt), ...links, now: ids.now() });
        const made = byId(id);
        if (!made) throw new Error(`Task ${id} is not there after it was written`);
        return made;
      }),
    update: async (id, change) =>
      transaction(handle, () => {
        const before = byId(id);
        if (!before) return null;
        const { what, dueAt } = { ...before, ...change };
        const isDone = change.done ?? before.doneAt !== null;
        const times = { dueAt: msOf(dueAt), done: isDone ? 1 : 0, now: ids.now() };
        update.run({ id, what: what.trim(), ...times });
        return byId(id);
      }),
  };
}

function msOf(time: string | null): number {
  return time === null ? SOME_TIME : Date.parse(time);
}

function taskOf(row: Row): Task {
  return {
    ...row,
    dueAt: row.dueAt === SOME_TIME ? null : new Date(row.dueAt).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
    doneAt: row.doneAt === null ? null : new Date(row.doneAt).toISOString(),
  };
}
