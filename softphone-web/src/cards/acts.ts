/** Where an act stands in the sheet of keys and in the palette. */
export type ActGroup = 'call' | 'page' | 'parts' | 'screens' | 'settings';

/**
 * Something that the user can do without the mouse. One list of them makes the sheet of keys, the palette, and what
 * the keys do.
 */
export interface Act {
  /** Stable; for lists and tests. */
  readonly name: string;
  readonly group: ActGroup;
  /** What it is called, in the reader's language. */
  readonly word: string;
  /**
   * The keys as the sheet shows them: together where the first is Alt or Ctrl, else one after another; none: in the
   * palette alone. Physical keys: the same places on a Russian layout.
   */
  readonly keys: readonly string[];
  /** Whether it makes sense now; the palette offers no other. */
  readonly can: boolean;
  readonly run: () => void;
}

/** Whether keys are pressed together. */
export function isChord(keys: readonly string[]): boolean {
  return keys[0] === 'Alt' || keys[0] === 'Ctrl';
}
