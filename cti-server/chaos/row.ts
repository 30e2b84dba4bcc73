import type { AsteriskVersion } from '../../fixtures/asterisk/asterisk.ts';

/** What the command line says of a row. */
export interface RowOptions {
  readonly version: AsteriskVersion;
  /** How many calls; null: as the row has it. */
  readonly calls: number | null;
  /** The folder of the run stays, for a look at what went wrong. */
  readonly keep: boolean;
}

/** Runs a row of the test catalogue, prints what it found, and gives whether the row is met. */
export type Row = (options: RowOptions) => Promise<boolean>;
