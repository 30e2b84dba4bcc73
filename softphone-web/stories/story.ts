import type { ReactNode } from 'react';

/** One state of a component, shown as the page shows it. */
export interface Story {
  readonly show: () => ReactNode;
  /** Words and names of controls that are to be seen in it, in Russian. */
  readonly says: readonly string[];
  /** What the server answers: `/api/…` → JSON; all else is not found. */
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** The stories of a `*.stories.tsx`: name of the state → story. */
export type Stories = Readonly<Record<string, Story>>;
