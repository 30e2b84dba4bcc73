import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false } as const;
// @__NO_SIDE_EFFECTS__
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Time = Type.String({ format: 'date-time' });
/** Has a sign that one can see. */
const What = Type.String({ minLength: 1, maxLength: 500, pattern: '[^\\s\\p{C}]' });

export const TaskKind = Type.Union([Type.Literal('task'), Type.Literal('call-back')]);
export type TaskKind = Static<typeof TaskKind>;

/** Something to be done by somebody; a call-back is a promised call. */
export const Task = Type.Object({
  id: Type.String(),
  kind: TaskKind,
  what: Type.String(),
  /** Null: some time. */
  dueAt: nullable(Time),
  /** The user who does it. */
  ownerId: Type.String(),
  createdBy: Type.String(),
  contactId: nullable(Type.String()),
  contactName: nullable(Type.String()),
  /** Where to call. Hostile text. */
  number: nullable(Type.String()),
  /** The interaction that it came of; a call's is the call's own id. */
  originId: nullable(Type.String()),
  createdAt: Time,
  doneAt: nullable(Time),
});
export type Task = Static<typeof Task>;

/** Body of `POST /api/tasks`. */
export const NewTask = Type.Object(
  {
    kind: TaskKind,
    what: What,
    dueAt: Type.Optional(nullable(Time)),
    /** Who does it; absent: whoever makes it. */
    ownerId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    contactId: Type.Optional(nullable(Type.String({ maxLength: 64 }))),
    /** As it was written, on one line. */
    number: Type.Optional(nullable(Type.String({ maxLength: 64, pattern: '^[^\\p{Cc}]*$' }))),
    originId: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  },
  strict,
);
export type NewTask = Static<typeof NewTask>;

/** Body of `PATCH /api/tasks/:id`. */
export const TaskPatch = Type.Object(
  {
    what: Type.Optional(What),
    dueAt: Type.Optional(nullable(Time)),
    done: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type TaskPatch = Static<typeof TaskPatch>;

/** Answer of `GET /api/tasks`: what is due first comes first. */
export const TaskList = Type.Object({ items: Type.Array(Task) });
export type TaskList = Static<typeof TaskList>;
