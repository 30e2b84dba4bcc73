import { type Static, Type } from 'typebox';

const nullable = Type.Union([Type.String(), Type.Null()]);

/** One call on which the log and the records of the PBX differ. */
export const Finding = Type.Object({
  kind: Type.Union([Type.Literal('missing'), Type.Literal('extra'), Type.Literal('different')]),
  callId: Type.String(),
  startedAt: Type.String({ format: 'date-time' }),
  /** Hostile text. */
  number: nullable,
  differences: Type.Array(
    Type.Object({
      field: Type.Union([
        Type.Literal('answered'),
        Type.Literal('externalNumber'),
        Type.Literal('direction'),
        Type.Literal('endedAt'),
      ]),
      log: nullable,
      cdr: nullable,
    }),
  ),
});
export type Finding = Static<typeof Finding>;

/** A day of the log against the call detail records of one PBX. */
export const Reconciliation = Type.Object({
  pbx: Type.String(),
  /** `2026-11-23`, of the server's zone. */
  day: Type.String({ format: 'date' }),
  /** When it was looked at. */
  at: Type.String({ format: 'date-time' }),
  /** Calls that the records tell of. */
  calls: Type.Integer(),
  /** In the records, and were not in the log. */
  missing: Type.Integer(),
  /** In the log, and not in the records. */
  extra: Type.Integer(),
  different: Type.Integer(),
  /** Of the missing ones: put into the log from the records. */
  filled: Type.Integer(),
  /** Where the PBX's records begin within the day or later: what was before could not be compared. Else null. */
  recordsFrom: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  /** How far the PBX's clock was ahead of the server's, ms; times were put right by it. */
  clockAheadMs: Type.Integer(),
  /** At most 200. */
  findings: Type.Array(Finding),
});
export type Reconciliation = Static<typeof Reconciliation>;
