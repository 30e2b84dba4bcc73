import type { ReactNode } from 'react';

/** Something that is pressed in a story, and what is said then. */
export interface Press {
  /** The name of a button, in Russian; `as`: of another control. */
  readonly press: string;
  readonly as?: 'menuitemcheckbox';
  readonly says: string;
}

/** One state of a component, shown as the page shows it. */
export interface Story {
  readonly show: () => ReactNode;
  /** Words and names of controls that are to be seen in it, in Russian. */
  readonly says: readonly string[];
  /** What is done in it, one thing after another. */
  readonly presses?: readonly Press[];
  /** What the server answers: `/api/…` → JSON; all else is not found. */
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** The stories of a `*.stories.tsx`: name of the state → story. */
export type Stories = Readonly<Record<string, Story>>;
