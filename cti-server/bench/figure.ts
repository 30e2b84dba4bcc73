/** What was measured, against what it may be. */
export interface Figure {
  readonly what: string;
  /** In the figure's own unit: a ratio, ms, MB. */
  readonly value: number;
  readonly most: number;
  readonly unit: string;
  /** The measurements behind it, in words. */
  readonly of: string;
}

/** One line: `ok    pop at 100/s, p50   2.31 × (≤ 4 ×)   product 0.92 ms, floor 0.40 ms`. */
export function tell({ what, value, most, unit, of }: Figure): void {
  const verdict = value <= most ? 'ok  ' : 'OVER';
  console.log(`${verdict}  ${what.padEnd(42)} ${short(value)} ${unit} (≤ ${most} ${unit})  ${of}`);
}

/** A line without a target: what a figure is made of. */
export function note(text: string): void {
  console.log(`      ${text}`);
}

/** Three digits that matter. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The value that `share` (0 to 1) of the samples do not exceed. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The middle one. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}
