/** A form that was left with something in it. */
export interface UnsavedForm {
  /** What it was filled from; null: it makes something new. */
  readonly seen: unknown;
  readonly form: unknown;
}

/** Forms that were left unsaved, by name: whoever comes back finds what they wrote. In memory, until they sign out. */
export type UnsavedForms = Map<string, UnsavedForm>;
