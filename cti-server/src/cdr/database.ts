import type { CdrColumns } from './row.ts';

/** How one kind of database server writes SQL. */
export interface Dialect {
  name(column: string): string;
  /** The n-th value of a statement, from 1. */
  value(n: number): string;
  /** A time so many seconds (an expression) after another. */
  later(time: string, seconds: string): string;
  /** A time as `2026-11-23 17:45:03`, of UTC where it has a zone. */
  text(time: string): string;
}

/** A database server that has records; only read. */
export interface CdrDatabase {
  readonly dialect: Dialect;
  /** Of its table, as SQL names it. */
  readonly table: string;
  /** Whom it is asked as and where, for people. */
  readonly place: string;
  /**
   * Does `work` over a connection of its own, read-only and with deadlines, and closes it. Throws
   * `CdrError` for what the server refuses or fails at.
   */
  ask<T>(work: (open: OpenDatabase) => Promise<T>): Promise<T>;
}

/** A connection to it. */
export interface OpenDatabase {
  /** The table's columns by name, with their types. Throws when there is no such table. */
  columns(): Promise<readonly (readonly [name: string, type: string])[]>;
  select(statement: string, values: readonly string[]): Promise<readonly CdrColumns[string][][]>;
}

/** How long a database server is waited for, ms. */
export interface Deadlines {
  /** To take a connection and sign in. */
  readonly connect: number;
  /** The server gives up a statement after so long. */
  readonly statement: number;
  /** A server that does not even do that is left. */
  readonly answer: number;
}

/** What is usual. */
export const DEADLINES: Deadlines = { connect: 5_000, statement: 10_000, answer: 15_000 };
